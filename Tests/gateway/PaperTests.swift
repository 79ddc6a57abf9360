import Shared
import Testing

@testable import gateway

/// How the pages for reading are made.
@Suite(.timeLimit(.minutes(1)))
struct PaperTests {
  @Test func whatIsPutIntoMarkupAsTextStaysText() {
    let name = "<b>\"Anna\" & 'Bert'</b>"
    let inner: Markup = "<i>\(name)</i>"
    let outer: Markup = "<p>\(inner)\([inner])\(3)</p>"
    let escaped = "<i>&lt;b&gt;&quot;Anna&quot; &amp; &#39;Bert&#39;&lt;/b&gt;</i>"
    #expect(outer.text == "<p>\(escaped)\(escaped)3</p>")
  }

  @Test(arguments: [
    (0, "less than a second"), (999, "less than a second"), (12_000, "12 s"), (60_000, "1 min"), (62_000, "1 min 2 s"),
    (3_600_000, "1 h"), (43_080_000, "11 h 58 min"), (172_800_000, "2 days"), (180_000_000, "2 days 2 h"),
    (-5, "less than a second"),
  ])
  func aLengthOfTimeIsSaidInTheTwoUnitsThatMatter(_ milliseconds: Int64, _ text: String) {
    #expect(Duration.milliseconds(milliseconds).phrase == text)
  }

  @Test func momentsAndNumbersAreSaidAsPeopleWriteThem() {
    #expect(World.now.phrase == "24 Nov 2026, 12:00 UTC")
    #expect([0, 999, 1000, 12_345, 1_234_567].map(\.phrase) == ["0", "999", "1,000", "12,345", "1,234,567"])
    #expect(1.counting("copy", "copies") == "1 copy")
  }

  @Test(arguments: [
    (0, [0, 1]), (1, [0, 1]), (4, [0, 1, 2, 3, 4]), (5, [0, 2, 4, 6]), (20, [0, 5, 10, 15, 20]), (21, [0, 10, 20, 30]),
    (1234, [0, 500, 1000, 1500]),
  ])
  func theAxisHasAFewRoundNumbersAndReachesTheHighestColumn(_ most: Int, _ marks: [Int]) {
    #expect(ChartScale(most: most).marks == marks)
  }

  @Test func aColumnIsAsHighAsItsNumber() {
    let days = [4, 2].enumerated().map { offset, copies in
      DayDocument(day: Day(number: offset), erased: [.init(copyClass: .photo, copies: copies)])
    }
    let svg = DailyChart(days: days, classes: [.photo], size: .wide).svg.text
    let heights = svg.matches(of: /<rect class="fill-photo"[^>]*height="([0-9.]+)"/).compactMap { Double($0.1) }
    #expect(heights.count == 2)
    #expect(abs(heights[0] - 2 * heights[1]) < 1)
    #expect(svg.contains("<title id=\"chart-title-wide\">"))
    #expect(svg.contains("6 copies in all. The most on one day: 4, on 1 Jan."))
  }

  @Test func aChartOfNothingSaysSo() {
    let days = [DayDocument(day: Day(number: 0), erased: [])]
    #expect(DailyChart(days: days, classes: [], size: .narrow).svg.text.contains("Nothing was erased in these days"))
  }
}
