import Shared
import Testing

@testable import astria_bridge

/// Every fault at every call, enumerated: one tune at most, nothing left, and always an outcome with a reason.
@Suite(.timeLimit(.minutes(2))) struct SmallWorldTests {
  /// How many calls there are when nothing goes wrong.
  private static let calls: Int = {
    var world = SmallWorld()
    world.run()
    return world.calls
  }()

  @Test func withoutFaultsAllAvatarsAreDelivered() {
    var world = SmallWorld()
    world.run()
    #expect(world.training.outcome == .delivered && world.training.reason == nil)
    #expect(world.training.avatarsReady == 4)
    #expect(world.tunesMade == 1 && world.promptsMade.count == 2)
    judge(world, "no fault")
  }

  @Test func oneFaultAnywhere() {
    for call in 0..<Self.calls {
      for fault in SmallWorld.Fault.allCases { judge(faults: [call: fault]) }
    }
  }

  @Test func twoFaultsAnywhere() {
    for first in 0..<Self.calls {
      for second in first + 1..<Self.calls + 4 {
        for one in SmallWorld.Fault.allCases {
          for other in SmallWorld.Fault.allCases { judge(faults: [first: one, second: other]) }
        }
      }
    }
  }

  @Test func onePersonWhoGivesUpAtAnyTimeWithAnyFault() {
    for cancelled in 0..<Self.calls {
      judge(faults: [:], cancelledAt: cancelled)
      for call in 0..<Self.calls {
        for fault in SmallWorld.Fault.allCases { judge(faults: [call: fault], cancelledAt: cancelled) }
      }
    }
  }

  @Test func astriaThatNeverAnswersTwiceInARow() {
    let calls = 0..<400
    for fault in [SmallWorld.Fault.lostAfter, .crashAfter] {
      judge(faults: Dictionary(uniqueKeysWithValues: calls.filter { $0.isMultiple(of: 2) }.map { ($0, fault) }))
    }
  }

  private func judge(faults: [Int: SmallWorld.Fault], cancelledAt: Int? = nil) {
    var world = SmallWorld(faults: faults, cancelledAt: cancelledAt)
    world.run()
    judge(world, "faults \(faults), cancelled at \(cancelledAt.map(String.init) ?? "no time")")
  }

  private func judge(_ world: SmallWorld, _ circumstances: @autoclosure () -> String) {
    let training = world.training
    let isWhole = training.avatarsReady == training.avatarsExpected && training.outcome == .delivered
    let holds =
      training.state == .erased && training.outcome != nil && (isWhole || training.reason != nil)
      && world.tunesMade <= 1 && world.promptsMade.values.allSatisfy { $0 == 1 } && world.isEmpty
      && training.copies.isEmpty && world.now - TrainingScript.start <= .seconds(13 * 3600)
    if !holds { Issue.record("\(circumstances()): \(world)") }
  }
}
