import Foundation
import Logging
import Shared
import Synchronization
import TestSupport
import Testing

@testable import astria_bridge
@testable import astria_sandbox

/// The whole bridge against the stand-in of Astria over HTTP, with an upload-store and a janitor of a few lines.
@Suite(.timeLimit(.minutes(2))) struct SandboxTests {
  @Test func aPhotosessionIsDeliveredAndNothingIsLeftAtAstria() async throws {
    try await Sandbox.with { astria in
      let bridge = try LiveBridge(astria)
      try await bridge.train()
      try await bridge.run { $0.state == .ready }
      #expect(bridge.stored.count == 4)
      try bridge.script.ask(.delivered(photosession: BridgeScript.photosession(), account: BridgeScript.account))
      bridge.take(bridge.script.effects)
      let end = try await bridge.run { $0.state == .erased }
      #expect(end.outcome == .delivered && end.held.isEmpty)
      try await expectNothing(at: astria)
    }
  }

  @Test func aPhotosessionCancelledInTrainingLeavesNothingEither() async throws {
    try await Sandbox.with { astria in
      let bridge = try LiveBridge(astria)
      try await bridge.train()
      try await bridge.run { $0.state == .training }
      try bridge.script.ask(.cancel(photosession: BridgeScript.photosession(), account: BridgeScript.account))
      bridge.take(bridge.script.effects)
      let end = try await bridge.run { $0.state == .erased }
      #expect(end.outcome == .cancelled && end.reason != nil)
      try await expectNothing(at: astria)
    }
  }

  @Test func aTuneMadeBeforeACrashIsFoundAndNotMadeAgain() async throws {
    try await Sandbox.with { astria in
      let bridge = try LiveBridge(astria)
      try await bridge.train()
      // The process dies when Astria has the tune, before the answer is noted down.
      for effect in bridge.takeWaiting() { _ = await bridge.runner.perform(effect, attachments: { _ in nil }) }
      bridge.take(try bridge.script.feed(.started).effects)
      try await bridge.run { $0.state == .ready }
      #expect(try await Sandbox.state(of: astria).tunes.created == 1)
      #expect(try bridge.count("tunesOfOthers") == 0 && bridge.count("tunesAstrayErased") == 0)
    }
  }

  @Test func aTuneThatVanishesInTrainingEndsThePhotosessionWithAReason() async throws {
    try await Sandbox.with { astria in
      let bridge = try LiveBridge(astria)
      try await bridge.train()
      try await bridge.run { $0.state == .training }
      try bridge.script.ask(.tunes(after: nil))
      guard case .tunes(let tunes, _)? = bridge.script.replies.first else { throw Unexpected("no list") }
      try await bridge.runner.astria.delete(.tune(#require(tunes.first?.number)))
      let end = try await bridge.run { $0.state == .erased }
      #expect(end.outcome == .failed && end.reason == Reasons.trainingFailed)
      try await expectNothing(at: astria)
    }
  }

  private func expectNothing(at astria: String) async throws {
    let state = try await Sandbox.state(of: astria)
    #expect(state.tunes.created == 1)
    #expect(state.tunes.alive == 0 && state.prompts.alive == 0 && state.files.alive == 0)
  }
}
