import Foundation
import Shared
import TestSupport
import Testing

@testable import astria_bridge
@testable import astria_sandbox

/// Every fault at every call that a photosession makes, one after the other, over HTTP; then the same with a process
/// that dies after each kind of effect. Whatever goes wrong once: at most one tune is made, the photos are erased,
/// every avatar comes or there is a reason, and nothing is left at Astria.
@Suite(.timeLimit(.minutes(30))) struct FaultMatrixTests {
  private static let cells = FaultCell.all(RequestFault.allCases.map(\.rawValue))
  /// Quickly, a diagonal: each call and each fault is there.
  private static let chosen =
    Scale.isFull
    ? cells
    : cells.enumerated().filter { $0.offset % 11 == 0 || $0.element == FaultCell(route: "create-tune", fault: "slow") }
      .map(\.element)

  @Test(arguments: [false, true]) func oneFaultAnywhere(_ isMortal: Bool) async throws {
    let results = try await withThrowingTaskGroup(of: (FaultCell, String).self) { group in
      var left = Self.chosen[...]
      var results: [String: String] = [:]
      func next() {
        guard let cell = left.popFirst() else { return }
        group.addTask {
          do { return (cell, try await Self.live(through: cell, isMortal: isMortal)) } catch {
            Issue.record("\(cell): \(error)")
            return (cell, "✘")
          }
        }
      }
      for _ in 0..<8 { next() }
      while let (cell, result) = try await group.next() {
        results[cell.description] = result
        next()
      }
      return results
    }
    #expect(results.count == Self.chosen.count)
    Self.show(results, isMortal: isMortal)
  }

  /// - Returns: how it ended, in a letter: `a` with all avatars, `r` with a reason instead.
  private static func live(through cell: FaultCell, isMortal: Bool) async throws -> String {
    var letter = "?"
    try await Sandbox.with { astria in
      try await Sandbox.harm(cell.plan, at: astria)
      let bridge = try LiveBridge(astria, isMortal: isMortal)
      try await bridge.train()
      let made = try await bridge.run { $0.state == .ready || $0.state == .erased }
      if made.state == .ready {
        try bridge.script.ask(.delivered(photosession: BridgeScript.photosession(), account: BridgeScript.account))
        bridge.take(bridge.script.effects)
      }
      let end = try await bridge.run { $0.state == .erased }
      letter = bridge.stored.count == TrainingScript.style.avatars ? "a" : "r"
      #expect(letter == "a" || end.reason != nil, "\(cell)")
      #expect(end.held.isEmpty, "\(cell)")
      let state = try await Sandbox.state(of: astria)
      #expect(state.tunes.created ?? 0 <= 1, "\(cell)")
      #expect(state.tunes.alive == 0 && state.prompts.alive == 0 && state.files.alive == 0, "\(cell)")
      #expect(bridge.erased.contains(.photo), "\(cell)")
    }
    return letter
  }

  /// What Astria takes on and never brings, or in part, ends that alone.
  @Test(arguments: [
    (#"{"route": "prompt", "kind": "never", "times": 1}"#, 2, Reasons.missing(2)),
    (#"{"route": "prompt", "kind": "fewer", "times": 1, "images": 1}"#, 3, Reasons.missing(1)),
    (#"{"route": "prompt", "kind": "never"}"#, 0, Reasons.noAvatars),
  ])
  func whatNeverComesIsWaitedForNoLongerThanItsTime(_ fault: String, _ avatars: Int, _ reason: String) async throws {
    try await Sandbox.with { astria in
      try await Sandbox.harm("[\(fault)]", at: astria)
      let bridge = try LiveBridge(astria, promptMax: .seconds(5))
      try await bridge.train()
      let made = try await bridge.run { $0.state == .ready || $0.state == .erased }
      #expect(made.state == (avatars > 0 ? .ready : .erased) && made.reason == reason)
      #expect(bridge.stored.count == avatars)
      try await bridge.run(until: "tunesAlive", is: 0)
      let state = try await Sandbox.state(of: astria)
      #expect(state.tunes.alive == 0 && state.prompts.alive == 0 && state.files.alive == 0)
    }
  }

  private static func show(_ results: [String: String], isMortal: Bool) {
    print("\nOne fault, once\(isMortal ? ", and the process dies after each kind of effect" : "")")
    let titles = ["fault"] + FaultCell.routes
    let rows = RequestFault.allCases.map(\.rawValue).map { fault in
      [fault] + FaultCell.routes.map { results[FaultCell(route: $0, fault: fault).description] ?? "" }
    }
    Terminal.table(titles, rows)
    print("a: with all avatars, r: with a reason; each time at most one tune, and nothing left\n")
  }
}
