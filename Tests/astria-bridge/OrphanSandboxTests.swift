import Foundation
import Shared
import TestSupport
import Testing

@testable import astria_bridge

/// Orphans among all tunes of an account, against the stand-in of Astria over HTTP.
@Suite(.timeLimit(.minutes(2))) struct OrphanSandboxTests {
  private func plant(
    _ title: String, _ model: Style.Model = .lora, at astria: AstriaClient
  ) async throws -> Int64 {
    let bytes = [UInt8](repeating: 7, count: 100)
    let photo = NewTune.Photo(contentType: "image/jpeg", length: bytes.count) {
      let attachment = Attachment(bytes)
      return { try await attachment.next()?.bytes }
    }
    let tune = NewTune(
      title: title, subject: .woman, model: model, callback: nil, photos: Array(repeating: photo, count: 4))
    let number = try await astria.createTune(tune).id
    let prompt = NewPrompt(tune: number, model: model, text: "in a garden", images: 1, callback: nil)
    _ = try await astria.createPrompt(prompt)
    return number
  }

  private func prompts(on tune: Int64, at astria: AstriaClient) async throws -> Int {
    try await astria.prompts(nil).count { $0.text?.contains(":\(tune):") ?? false }
  }

  @Test(arguments: Style.Model.allCases)
  func onlyATuneWithATitleOfOursThatStandsInNoLedgerIsErased(_ model: Style.Model) async throws {
    try await Sandbox.with { address in
      let bridge = try LiveBridge(address)
      let astria = bridge.runner.astria
      let stray = try await plant("mayfly-\(TrainingScript.copy(77))", model, at: astria)
      let foreigner = try await plant("my cat", model, at: astria)
      #expect(try await prompts(on: stray, at: astria) == 1)
      try await bridge.train()
      try await bridge.run { $0.state == .training }
      bridge.take(try bridge.script.feed(.started).effects)
      try await bridge.run(until: "tunesAstrayErased", is: 1)

      #expect(try await astria.tune(stray) == nil)
      #expect(try await prompts(on: stray, at: astria) == 0)
      #expect(try await astria.tune(foreigner)?.title == "my cat")
      #expect(try await prompts(on: foreigner, at: astria) == 1)
      #expect(try bridge.count("tunesOfOthers") == 1 && bridge.count("tunesAstray") == 0)
      try await bridge.run { $0.state == .ready }
      #expect(bridge.stored.count == 4, "the photosession went on")
    }
  }

  @Test func orphansAreFoundOnEveryPage() async throws {
    try await Sandbox.with { address in
      let bridge = try LiveBridge(address)
      let stray = try await plant("mayfly-\(TrainingScript.copy(77))", at: bridge.runner.astria)
      for number in 0..<125 { _ = try await plant("other \(number)", at: bridge.runner.astria) }
      guard case .tunesListed(let ours, let foreigners, nil)? = await bridge.runner.listTunes(nil) as BridgeOutcome?
      else { throw Unexpected("no listing") }
      #expect(ours.map(\.number) == [stray] && foreigners == 125)
    }
  }

  @Test func aDryRunShowsThemAndTouchesNothing() async throws {
    try await Sandbox.with { address in
      let bridge = try LiveBridge(address)
      let stray = try await plant("mayfly-\(TrainingScript.copy(77))", at: bridge.runner.astria)
      for erase in [false, true] {
        try bridge.script.ask(.orphans(erase: erase))
        bridge.take(bridge.script.effects)
        #expect(try await bridge.runner.astria.tune(stray) != nil)
        guard let effect = bridge.takeWaiting().first,
          let outcome = await bridge.runner.perform(effect, attachments: { _ in nil })
        else { throw Unexpected("nothing is listed") }
        bridge.take(try bridge.script.feed(.outcome(outcome)).effects)
        guard case .orphans(let tunes, 1, 0)? = bridge.script.replies.first else { throw Unexpected("no answer") }
        #expect(tunes.map(\.number) == [stray] && tunes[0].createdAt != nil)
      }
      try await bridge.run(until: "tunesAstrayErased", is: 1)
      #expect(try await bridge.runner.astria.tune(stray) == nil)
    }
  }
}
