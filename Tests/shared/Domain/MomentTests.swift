import Shared
import Testing

/// A moment that travels arrives as the same moment.
@Suite(.timeLimit(.minutes(1)))
struct MomentTests {
  @Test func everyMillisecondSurvivesBeingWrittenAndRead() {
    let start: Int64 = 1_795_521_600_000
    for milliseconds in Array(start..<(start + 2000)) + [0, 1, 999, 4_102_444_799_999] {
      let moment = Moment(milliseconds: milliseconds)
      #expect(Moment(moment.description) == moment)
    }
  }

  @Test func aMomentIsWrittenWithItsMilliseconds() {
    #expect(Moment(milliseconds: 1_795_521_600_001).description == "2026-11-24T12:00:00.001Z")
    #expect(Moment("2026-11-24T12:00:00Z") == Moment(milliseconds: 1_795_521_600_000))
    #expect(Moment("yesterday") == nil)
  }
}
