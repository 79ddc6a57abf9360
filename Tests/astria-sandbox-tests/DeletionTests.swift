import Shared
import Testing

@testable import astria_sandbox

@Suite(.timeLimit(.minutes(1))) struct DeletionTests {
  /// A trained tune and a prompt with two images.
  private func avatars(_ customer: Customer) async throws -> (tune: Answer, prompt: Answer) {
    let tune = try await customer.createTune()
    let prompt = try await customer.createPrompt(on: tune.id, #""text": "a", "num_images": 2"#)
    try await customer.turnClock(by: 10)
    return (tune, try await customer.get("/prompts/\(try prompt.id)"))
  }

  @Test(arguments: [200, 204]) func promptAndTuneAreDeletedWithTheirFiles(answer: Int) async throws {
    try await withSandbox({ $0.settings.deleteAnswer = answer }) { customer in
      let (tune, prompt) = try await avatars(customer)
      let deleted = [
        try await customer.delete("/tunes/1504944/prompts/\(try prompt.id)"),
        try await customer.delete("/tunes/\(try tune.id)"),
      ]
      #expect(deleted.map(\.status) == [answer, answer])
      #expect(deleted.map(\.body.isEmpty) == [answer == 204, answer == 204])
      for path in ["/tunes/\(try tune.id)", "/prompts/\(try prompt.id)"] {
        #expect(try await customer.get(path).status == 404)
        #expect(try await customer.delete(path).status == 404)
      }
      for file in try tune.json["orig_images"].items + prompt.json["images"].items {
        #expect(try await customer.get(try #require(file.text)).status == 404)
      }
      let state = try await customer.state()
      #expect(
        state["tunes"]["alive"].int == 0 && state["prompts"]["alive"].int == 0 && state["files"]["alive"].int == 0)
      #expect(state["photos"] == .array([]))
      #expect(try await customer.get("/sandbox/received").json == .array([]))
    }
  }

  @Test func aTunesPromptsAreKeptOrRemovedAsTheSwitchSays() async throws {
    try await withSandbox { customer in
      let kept = try await avatars(customer)
      _ = try await customer.delete("/tunes/\(try kept.tune.id)")
      #expect(try await customer.get("/prompts/\(try kept.prompt.id)").json["images"].items.count == 2)
      #expect(try await customer.get("/tunes/\(try kept.tune.id)/prompts").status == 404)
      _ = try await customer.delete("/prompts/\(try kept.prompt.id)")

      try await customer.turn(#"{"prompts_on_tune_deletion": "removed"}"#)
      let removed = try await avatars(customer)
      _ = try await customer.delete("/tunes/\(try removed.tune.id)")
      #expect(try await customer.get("/prompts/\(try removed.prompt.id)").status == 404)
      #expect(try await customer.state()["files"]["alive"].int == 0)
    }
  }

  @Test func aCheckpointsPromptsGoWithIt() async throws {
    try await withSandbox { customer in
      let tune = try await customer.createTune(["base_tune_id": "690204", "model_type": "", "preset": ""]).id
      let prompt = try await customer.createPrompt(on: tune)
      #expect(try prompt.json["tune_id"].int == tune)
      _ = try await customer.delete("/tunes/\(tune)")
      #expect(try await customer.get("/prompts/\(try prompt.id)").status == 404)
    }
  }

  @Test func aPromptWhoseTuneIsDeletedBeforeItRanFails() async throws {
    try await withSandbox { customer in
      let tune = try await customer.createTune().id
      let prompt = try await customer.createPrompt(on: tune).id
      _ = try await customer.delete("/tunes/\(tune)")
      #expect(try await customer.get("/prompts/\(prompt)").json["user_error"].text != nil)
    }
  }

  @Test func aCacheServesDeletedFilesForAWhile() async throws {
    try await withSandbox({ $0.settings.cdnLag = .seconds(60) }) { customer in
      let tune = try await customer.createTune()
      let address = try #require(try tune.json["orig_images"].items.first?.text)
      _ = try await customer.delete("/tunes/\(try tune.id)")
      #expect(try await customer.get(address).status == 200)
      #expect(try await customer.state()["files"]["lingering"].int == 2)
      try await customer.turnClock(by: 60)
      #expect(try await customer.get(address).status == 404)
      #expect(try await customer.state()["files"]["lingering"].int == 0)
    }
  }

  @Test func everythingExpiresThirtyDaysAfterTraining() async throws {
    try await withSandbox { customer in
      let (tune, prompt) = try await avatars(customer)
      try await customer.turnClock(by: 30 * 24 * 3600 - 20)
      #expect(try await customer.get("/tunes/\(try tune.id)").status == 200)
      try await customer.turnClock(by: 20)
      #expect(try await customer.get("/tunes/\(try tune.id)").status == 404)
      #expect(try await customer.get("/prompts/\(try prompt.id)").status == 404)
      #expect(try await customer.state()["files"]["alive"].int == 0)
    }
  }

  @Test func anAccountThatExtendsTunesKeepsThemForMoney() async throws {
    try await withSandbox { customer in
      try await customer.turn(#"{"auto_extend_tunes": true}"#)
      let (tune, prompt) = try await avatars(customer)
      let before = try #require(try await customer.get("/users").json["usd_balance_mc"].int)
      try await customer.turnClock(by: 61 * 24 * 3600)
      #expect(try await customer.get("/tunes/\(try tune.id)").status == 200)
      #expect(try await customer.get("/prompts/\(try prompt.id)").json["images"].items.count == 2)
      #expect(try await customer.get("/users").json["usd_balance_mc"].int == before - 100_000)
    }
  }
}
