import Foundation
import Shared
import TestSupport
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

  /// At Astria's own pace and without a callback. Besides, the account is looked at once, and what was deleted is read
  /// back. Source of the pace: https://docs.astria.ai/docs/api/flux-api.
  @Test func pollingKeepsToTheNumberOfRequestsThatTheReadmeStates() throws {
    var requests: [Int: Int] = [:]
    for minutes in [5, 20, 60] {
      var world = SmallWorld(training: .seconds(minutes * 60), prompt: .seconds(60))
      world.run()
      #expect(world.training.outcome == .delivered)
      requests[minutes] = world.requests
    }
    let stated = "\(requests[5] ?? 0), \(requests[20] ?? 0) or \(requests[60] ?? 0) requests"
    let readme = try String(contentsOfFile: "\(Repository.root)/README.md", encoding: .utf8).replacing("\n", with: " ")
    #expect(readme.contains(stated), "The README does not say: \(stated)")
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
