import Shared
import TestSupport
import Testing

@testable import astria_bridge
@testable import astria_sandbox

/// A photo shown to Astria before the training, where an operator allows it.
@Suite(.timeLimit(.minutes(1))) struct PhotoCheckTests {
  private static let request = AstriaBridgeRequest.checkPhoto(
    photosession: BridgeScript.photosession(), photo: TrainingScript.photos[0].id, account: BridgeScript.account)

  private func open(_ bridge: LiveBridge) throws {
    try bridge.script.ask(
      .open(
        photosession: BridgeScript.photosession(), account: BridgeScript.account, subject: .woman, style: "studio"))
  }

  private func check(_ bridge: LiveBridge) async throws {
    try bridge.script.ask(Self.request)
    for effect in bridge.script.effects {
      guard let outcome = await bridge.runner.perform(effect, attachments: { _ in nil }) else { continue }
      try bridge.script.feed(.outcome(outcome))
    }
  }

  @Test func warningsAreToldAndNothingElseOfWhatAstriaSees() async throws {
    try await Sandbox.with { astria in
      let bridge = try LiveBridge(astria, checksPhotos: true)
      try open(bridge)
      try await check(bridge)
      #expect(bridge.script.replies == [.photoChecked([])])
      try await Sandbox.see(#"{"name": "man", "wearing_hat": true, "blurry": true, "ethnicity": "asian"}"#, at: astria)
      try await check(bridge)
      #expect(bridge.script.replies == [.photoChecked(["hat", "blurry", "another-subject"].map { Personal($0) })])
      #expect(try await Sandbox.texts(of: astria)["name"] == ["woman", "woman"])
      #expect(try await Sandbox.state(of: astria).files.alive == 0)
    }
  }

  /// Answers to what changes something are kept for an hour, sealed, in case it is asked again.
  @Test func whatWasSeenIsNotKeptForThoseWhoAskAgain() { #expect(Self.request.isRead) }

  @Test func anAstriaThatCannotLookIsNoReasonToWait() async throws {
    let astria = try OddAstria(.other(500, "text/html"))
    let bridge = try LiveBridge(astria.url, checksPhotos: true)
    try open(bridge)
    try await check(bridge)
    #expect(bridge.script.refusals.map(\.problem) == [.unavailable])
  }

  @Test func withoutAnOperatorsWordNoPhotoIsShown() async throws {
    let astria = try OddAstria(.json("{}"))
    let bridge = try LiveBridge(astria.url)
    try open(bridge)
    try bridge.script.ask(Self.request)
    #expect(bridge.script.refusals.map(\.problem) == [.conflict])
    #expect(astria.requests.isEmpty)
  }

  @Test(arguments: [nil, "", "NONE", "woman"]) func whomItDoesNotKnowIsNoWarning(_ name: String?) {
    #expect(AstriaInspection(name: name, seen: []).warnings(for: .woman).isEmpty)
    #expect(AstriaInspection(name: "man", seen: [.selfie]).warnings(for: .person) == [.selfie])
  }
}
