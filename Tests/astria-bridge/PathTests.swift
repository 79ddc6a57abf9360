import Shared
import TestSupport
import Testing

@testable import astria_bridge
@testable import astria_sandbox

/// The ways in which a face gets into a style, over HTTP.
@Suite(.timeLimit(.minutes(2))) struct PathTests {
  @Test func faceIDIsNotTrainedAndIsErasedLikeAnyTune() async throws {
    try await Sandbox.with { astria in
      let bridge = try LiveBridge(astria)
      try await bridge.train("quick")
      try await bridge.run { $0.state == .ready }
      #expect(bridge.stored.count == 4)
      let texts = try await Sandbox.texts(of: astria)
      #expect(texts["tune[model_type]"] == ["faceid"])
      #expect(texts["tune[preset]"] == nil && texts["tune[token]"] == nil, "there is no training")
      let prompts = try #require(texts["prompt[text]"])
      #expect(prompts.count == 2 && prompts.allSatisfy { $0.hasPrefix("<faceid:") && !$0.contains(Style.token) })
      #expect(prompts.contains { $0.hasSuffix("> woman in a linen dress, garden, evening sun") })
      try await bridge.run(until: "tunesAlive", is: 0)
      let state = try await Sandbox.state(of: astria)
      #expect(state.tunes.created == 1)
      #expect(state.tunes.alive == 0 && state.prompts.alive == 0 && state.files.alive == 0)
    }
  }

  @Test func aPromptOfItWhoseAnswerWasLostIsFoundByItsText() async throws {
    try await Sandbox.with { astria in
      try await Sandbox.harm(#"[{"route": "create-prompt", "kind": "lost", "times": 1}]"#, at: astria)
      let bridge = try LiveBridge(astria)
      try await bridge.train("quick")
      try await bridge.run { $0.state == .ready }
      #expect(bridge.stored.count == 4)
      #expect(try await Sandbox.state(of: astria).prompts.created == 2)
    }
  }

  /// Two prompts of a pack on a tune of ours. A lost answer says nothing of which prompt it became.
  @Test(arguments: ["[]", #"[{"route": "create-pack-tune", "kind": "lost", "times": 1}]"#])
  func aPackRunsOnOurTune(_ faults: String) async throws {
    try await Sandbox.with { astria in
      try await Sandbox.harm(faults, at: astria)
      let bridge = try LiveBridge(astria, styles: Styles(text: Self.pack))
      try await bridge.train("headshots")
      try await bridge.run { $0.state == .ready }
      #expect(bridge.stored.count == 3)
      let texts = try await Sandbox.texts(of: astria)
      #expect(texts["tune[tune_ids][0]"]?.count == 2 && texts["prompt[text]"] == nil)
      try await bridge.run(until: "tunesAlive", is: 0)
      let state = try await Sandbox.state(of: astria)
      #expect(state.tunes.created == 1 && state.prompts.created == 2)
      #expect(state.tunes.alive == 0 && state.prompts.alive == 0 && state.files.alive == 0)
    }
  }

  private static let pack = """
    {"styles": [{
      "id": "headshots", "title": "Headshots", "description": "For the office.", "pack": 260,
      "prompts": [
        {"packPrompt": 26101, "images": 3, "subjects": ["man"]},
        {"packPrompt": 26001, "images": 2, "subjects": ["woman"]},
        {"packPrompt": 26002, "images": 1, "subjects": ["woman"]}
      ]
    }]}
    """

  /// The sandbox never ends the training of the first tune.
  @Test func aTrainingThatNeverEndsIsGivenUp() async throws {
    try await Sandbox.with { astria in
      try await Sandbox.harm(#"[{"route": "tune", "kind": "never", "times": 1}]"#, at: astria)
      let bridge = try LiveBridge(astria, trainingMax: .seconds(2))
      try await bridge.train()
      let end = try await bridge.run { $0.state == .erased }
      #expect(end.outcome == .failed && end.reason == Reasons.trainingTooLong)
      let state = try await Sandbox.state(of: astria)
      #expect(state.tunes.created == 1 && state.tunes.alive == 0 && state.files.alive == 0)
    }
  }
}
