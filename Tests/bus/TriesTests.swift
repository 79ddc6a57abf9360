import Testing

@testable import Shared

/// How a request is tried again.
@Suite(.timeLimit(.minutes(1)))
struct TriesTests {
  @Test func eachTryMayTakeLongerThanTheOneBefore() {
    var tries = Tries()
    let first = tries
    tries.failed()
    #expect(tries.patience == first.patience * 2 && tries.pause == first.pause * 2)
  }

  /// It doubled without bound: after some sixty quick refusals the process that asked was gone.
  @Test func howeverOftenItFailsItStaysWithinBounds() {
    var tries = Tries()
    for _ in 0..<1000 { tries.failed() }
    #expect(tries.patience == .seconds(3600))
    #expect(tries.pause == .seconds(1))
  }
}
