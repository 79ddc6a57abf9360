import Shared
import Testing

@testable import upload_store

@Suite(.timeLimit(.minutes(1)))
struct CopyLifeTests {
  private let start = Moment(milliseconds: 1_000_000)
  private var end: Moment { start + .seconds(100) }
  private var deadline: Moment { start + .seconds(200) }

  private func expected() -> CopyLife { CopyLife(expectedUntil: end, deadline: deadline) }

  private func held() -> CopyLife {
    var life = expected()
    #expect(life.handle(.takenIn(mustBeGoneBy: end, deadline: deadline), at: start) == [.acknowledge])
    return life
  }

  @Test func aCopyIsHeldErasedAndDroppedWhenItsReceiptIsWritten() {
    var life = held()
    #expect(life.state == .held)
    #expect(life.handle(.erase(.processed), at: start) == [.remove])
    #expect(life.state == .erasing)
    #expect(life.handle(.removed, at: start + .seconds(1)).isEmpty)
    #expect(life.state == .erased)
    #expect(life.erasedAt == start + .seconds(1))
    #expect(life.reason == .processed)
    #expect(life.handle(.receipted, at: start + .seconds(2)) == [.drop])
  }

  @Test func aReceiptForACopyThatIsNotErasedDropsNothing() {
    var life = held()
    #expect(life.handle(.receipted, at: start).isEmpty)
    #expect(life.state == .held)
  }

  @Test func theEarlierOfTwoClocksWins() {
    var ours = expected()
    _ = ours.handle(.takenIn(mustBeGoneBy: end + .seconds(50), deadline: deadline + .seconds(50)), at: start)
    #expect((ours.mustBeGoneBy, ours.deadline, ours.wakesAt) == (end, deadline, end))
    var theirs = expected()
    _ = theirs.handle(.takenIn(mustBeGoneBy: end - .seconds(50), deadline: deadline - .seconds(50)), at: start)
    #expect((theirs.mustBeGoneBy, theirs.wakesAt) == (end - .seconds(50), end - .seconds(50)))
  }

  @Test func aCopyErasesItselfWhenItsTimeComesAndNotBefore() {
    var life = held()
    #expect(life.handle(.woke, at: end - .milliseconds(1)).isEmpty)
    #expect(life.handle(.woke, at: end) == [.remove])
    #expect(life.reason == .expired)
  }

  @Test func aRemovalThatFailsIsTriedAgainUntilItSucceeds() {
    var life = held()
    _ = life.handle(.erase(.delivered), at: start)
    #expect(life.handle(.notRemoved, at: start).isEmpty)
    #expect(life.state == .erasing)
    #expect(life.handle(.woke, at: start + .seconds(1)).isEmpty)
    #expect(life.handle(.woke, at: start + CopyLife.retryAfter) == [.remove])
    _ = life.handle(.removed, at: start + .seconds(6))
    #expect(life.state == .erased)
    #expect(life.reason == .delivered)
    #expect(life.handle(.woke, at: end).isEmpty)
  }

  @Test func bytesThatCameAfterTheCutAreTurnedAwayAndDiscarded() {
    var life = expected()
    #expect(life.handle(.erase(.cancelled), at: start).isEmpty)
    #expect(life.state == .cutOff)
    #expect(life.handle(.takenIn(mustBeGoneBy: end, deadline: deadline), at: start) == [.turnAway, .remove])
    #expect(life.state == .discarding)
    #expect(life.handle(.removed, at: start) == [.lookFor])
    #expect(life.handle(.lost, at: start) == [.drop])
  }

  @Test func bytesThatCameAfterTheirTimeAreTurnedAway() {
    var life = expected()
    #expect(life.handle(.takenIn(mustBeGoneBy: start, deadline: deadline), at: start) == [.turnAway, .remove])
  }

  @Test func aRefusedCopyLeavesNoRowOnceSurelyNothingIsThere() {
    var clean = expected()
    #expect(clean.handle(.notTakenIn(isClean: true), at: start) == [.drop])
    var unclear = expected()
    #expect(unclear.handle(.notTakenIn(isClean: false), at: start) == [.remove])
    _ = unclear.handle(.notRemoved, at: start)
    #expect(unclear.state == .discarding)
    #expect(unclear.handle(.woke, at: start + .seconds(5)) == [.remove])
    #expect(unclear.handle(.removed, at: start + .seconds(5)) == [.lookFor])
    #expect(unclear.handle(.lost, at: start + .seconds(5)) == [.drop])
  }

  @Test func whatWasOnItsWayWhenTheProcessEndedIsDiscarded() {
    var life = expected()
    #expect(life.handle(.restarted, at: start) == [.remove])
    #expect(life.handle(.removed, at: start) == [.lookFor])
    #expect(life.handle(.lost, at: start) == [.drop])
    var kept = held()
    #expect(kept.handle(.restarted, at: start).isEmpty)
    #expect(kept.state == .held)
  }

  @Test func whatTheStoreOnlyClaimsToHaveDeletedIsDeletedAgain() {
    var life = expected()
    _ = life.handle(.notTakenIn(isClean: false), at: start)
    #expect(life.handle(.removed, at: start) == [.lookFor])
    #expect(life.handle(.woke, at: start + CopyLife.retryAfter) == [.remove])
    #expect(life.handle(.removed, at: start + CopyLife.retryAfter) == [.lookFor])
    #expect(life.handle(.lost, at: start + CopyLife.retryAfter) == [.drop])
  }

  @Test func aCopyStillReadableIsErasedAgainForItsFirstReason() {
    var life = held()
    _ = life.handle(.erase(.processed), at: start)
    _ = life.handle(.removed, at: start)
    #expect(life.handle(.erase(.expired), at: start + .seconds(9)) == [.remove])
    #expect(life.state == .erasing)
    _ = life.handle(.removed, at: start + .seconds(10))
    #expect(life.erasedAt == start + .seconds(10))
    #expect(life.reason == .processed)
  }

  /// Whatever comes, however often and in whatever order, a copy once erased is not held again, and while it is held it
  /// wakes at its time.
  @Test func nothingRevivesACopy() {
    let events: [CopyLife.Event] = [
      .takenIn(mustBeGoneBy: end, deadline: deadline), .notTakenIn(isClean: false), .notTakenIn(isClean: true),
      .restarted, .erase(.failed), .woke, .removed, .notRemoved, .lost, .receipted,
    ]
    var reached: [CopyLife] = [expected()]
    var seen = 0
    while seen < reached.count {
      for event in events {
        var life = reached[seen]
        let before = life.state
        let isDropped = life.handle(event, at: start).contains(.drop)
        if life.state == .held { #expect(before == .held || before == .expected) }
        if life.state == .held { #expect(life.wakesAt == life.mustBeGoneBy) }
        if life.state == .erasing || life.state == .discarding { #expect(life.wakesAt != nil) }
        if isDropped { #expect(before != .held && before != .erasing) }
        if !isDropped && !reached.contains(life) { reached.append(life) }
      }
      seen += 1
    }
    #expect(Set(reached.map(\.state)) == Set(CopyLife.State.allCases))
  }
}
