import Foundation
import Shared
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DayTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999Z", -1), ("1969-12-31T00:00:00Z", -1),
    ("2026-11-24T23:59:59.999Z", 20_781), ("2026-11-25T00:00:00Z", 20_782),
  ])
  func aMomentLiesInOneDay(_ moment: String, _ number: Int) throws {
    let moment = try #require(Moment(moment))
    #expect(Day(moment).number == number)
    #expect(Day(moment).begins <= moment && moment < Day(moment).ends)
  }

  @Test func aDayIsReadAsItIsWritten() throws {
    let day = Day(number: 20_781)
    #expect(day.description == "2026-11-24")
    let text = try JSONEncoder().encode([day])
    #expect(String(decoding: text, as: UTF8.self) == #"["2026-11-24"]"#)
    #expect(try JSONDecoder().decode([Day].self, from: text) == [day])
    for wrong in ["2026-11-24T00:00:00Z", "2026-13-01", "", "24 Nov"] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode([Day].self, from: Data("[\"\(wrong)\"]".utf8))
      }
    }
  }
}
