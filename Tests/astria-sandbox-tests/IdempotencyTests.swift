import Shared
import Testing

@testable import astria_sandbox

@Suite(.timeLimit(.minutes(1))) struct IdempotencyTests {
  @Test func withoutTheSwitchEveryRequestMakesSomethingNew() async throws {
    try await withSandbox { customer in
      let (one, other) = (try await customer.createTune(), try await customer.createTune())
      #expect(other.status == 201)
      #expect(try one.id != other.id)
      let prompts = [try await customer.createPrompt(on: one.id), try await customer.createPrompt(on: one.id)]
      #expect(try prompts[0].id != prompts[1].id)
    }
  }

  @Test func withTheSwitchATuneIsTheOneOfItsTitle() async throws {
    try await withSandbox({ $0.settings.isIdempotent = true }) { customer in
      let (one, other) = (try await customer.createTune(), try await customer.createTune(["name": "man"]))
      #expect(one.status == 201 && other.status == 200)
      #expect(try one.json == other.json)
      #expect(try await customer.createTune(["title": "another"]).status == 201)
      let state = try await customer.state()
      #expect(state["tunes"]["created"].int == 2 && state["files"]["alive"].int == 4)
    }
  }

  @Test func withTheSwitchAPromptIsTheOneOfItsFields() async throws {
    try await withSandbox { customer in
      try await customer.turn(#"{"idempotent": true}"#)
      let tune = try await customer.createTune().id
      let one = try await customer.createPrompt(on: tune, #""text": "a", "seed": 1"#)
      let same = try await customer.createPrompt(on: tune, #""text": "a", "seed": 1, "theme": "b""#)
      let other = try await customer.createPrompt(on: tune, #""text": "a", "seed": 2"#)
      #expect(try same.status == 200 && one.id == same.id)
      #expect(try other.status == 201 && one.id != other.id)
    }
  }
}
