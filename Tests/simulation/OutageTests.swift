import Foundation
import TestSupport
import Testing

/// The README says what becomes of each promise when parts are off for a week: this is where it has that from.
@Suite(.timeLimit(.minutes(10)))
struct OutageTests {
  private static let readme = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../README.md").standardizedFileURL
  private static let begin = "<!-- outages: written by OutageTests -->\n"
  private static let end = "\n<!-- /outages -->"

  @Test(.enabled(if: Life.isAffordable)) func theReadmeSaysWhatOutagesDo() throws {
    let text = try String(contentsOf: Self.readme, encoding: .utf8)
    let start = try #require(text.range(of: Self.begin), "The README lacks the marker of the outage table.")
    let stop = try #require(text.range(of: Self.end), "The README lacks the end of the outage table.")
    let table = try OutageTable.make()
    if Life.environment["MAYFLY_WRITE"] != nil {
      let written = text.replacingCharacters(in: start.upperBound..<stop.lowerBound, with: table)
      return try written.write(to: Self.readme, atomically: true, encoding: .utf8)
    }
    #expect(
      text[start.upperBound..<stop.lowerBound] == table,
      "The outage table of the README is not what the simulation finds. MAYFLY_WRITE=yes writes it anew.")
  }
}
