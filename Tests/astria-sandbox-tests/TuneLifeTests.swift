import Shared
import Testing

@testable import astria_sandbox

@Suite(.timeLimit(.minutes(1))) struct TuneLifeTests {
  @Test func aTuneIsTrainedAfterItsTimeAndLivesForThirtyDays() async throws {
    try await withSandbox { customer in
      let created = try await customer.createTune()
      #expect(created.status == 201)
      let tune = try created.json
      #expect(tune["trained_at"] == .null && tune["started_training_at"] == .null && tune["expires_at"] == .null)
      #expect(tune["branch"].text == "flux1" && tune["token"].text == "ohwx" && tune["orig_images"].items.count == 2)

      try await customer.turnClock(by: 1)
      let started = try await customer.get("/tunes/\(try created.id)").json
      #expect(started["started_training_at"] != .null && started["trained_at"] == .null)

      try await customer.turnClock(by: 1)
      let trained = try await customer.get("/tunes/\(try created.id).json").json
      let moment = try #require(trained["trained_at"].text.flatMap { Moment($0) })
      #expect(trained["expires_at"].text == (moment + .seconds(30 * 24 * 3600)).description)
    }
  }

  @Test func aFaceidTuneIsReadyAtOnceAndFree() async throws {
    try await withSandbox { customer in
      let tune = try await customer.createTune(["model_type": "faceid"], photos: [Customer.photo]).json
      #expect(tune["trained_at"] == tune["created_at"] && tune["expires_at"] != .null && tune["token"] == .null)
      #expect(tune["cost_mc"].int == 0)
    }
  }

  @Test func photosAndImagesAreThereForAnybodyWhoKnowsTheirAddress() async throws {
    try await withSandbox { customer in
      let tune = try await customer.createTune().json
      let address = try #require(tune["orig_images"].items.last?.text)
      let name = try #require(address.split(separator: "/").last)
      #expect(name.count == 28 && !name.contains("."))
      let photo = try await customer.send("GET", address, headers: [:])
      #expect(photo.body == Customer.photo + [1])
    }
  }

  @Test func photosBehindAddressesAreFetchedWithTheirNames() async throws {
    try await withSandbox { customer in
      let address = try #require(try await customer.createTune().json["orig_images"].items.first?.text)
      let created = try await customer.post(
        "/tunes", json: #"{"tune": {"title": "b", "name": "man", "branch": "fast", "image_urls": ["\#(address)"]}}"#)
      #expect(created.status == 201)
      let copy = try #require(try created.json["orig_images"].items.first?.text)
      #expect(try await customer.get(copy).body == Customer.photo)
      let received = try await customer.get("/sandbox/received").json.items
      #expect(received.last?["file_name"].text == address.split(separator: "/").last.map(String.init))
    }
  }

  @Test func aPromptWaitsForItsTuneAndThenDrawsWhatWasAskedFor() async throws {
    try await withSandbox { customer in
      let tune = try await customer.createTune().id
      let created = try await customer.createPrompt(on: tune, #""text": "ohwx woman, grey suit", "num_images": 3"#)
      #expect(created.status == 201)
      let prompt = try created.json
      #expect(prompt["images"] == .array([]) && prompt["tune_id"].int == 1_504_944)
      #expect(prompt["text"].text == "<lora:\(tune):1.0> ohwx woman, grey suit")
      #expect(prompt["tunes"].items.first?["id"].int == tune)
      try await customer.turnClock(by: 2)
      #expect(try await customer.get("/prompts/\(try created.id)").json["trained_at"] == .null)

      try await customer.turnClock(by: 1)
      let done = try await customer.get("/tunes/\(tune)/prompts/\(try created.id).json").json
      #expect(done["images"].items.count == 3 && done["user_error"] == .null)
      #expect(try await customer.get("/tunes/1504944/prompts/\(try created.id)").json == done)
      var images: Set<[UInt8]> = []
      for image in done["images"].items.compactMap(\.text) {
        images.insert(try await customer.send("GET", image, headers: [:]).body)
      }
      #expect(images.count == 3)
    }
  }

  @Test func aPromptOnTheBaseTuneNamesItsTuneInItsText() async throws {
    try await withSandbox { customer in
      let tune = try await customer.createTune().id
      let prompt = try await customer.createPrompt(on: 1_504_944, #""text": "<lora:\#(tune):1> ohwx woman""#)
      #expect(try prompt.json["tunes"].items.first?["id"].int == tune)
      let unknown = try await customer.createPrompt(on: 1_504_944, #""text": "<lora:1:1> ohwx woman""#)
      #expect(unknown.status == 422)
      try await customer.turnClock(by: 5)
      #expect(try await customer.get("/tunes/\(tune)/prompts").json.items.first?["images"].items.count == 4)
    }
  }

  @Test func promptsThatCameWithTheTuneRunAfterIt() async throws {
    try await withSandbox { customer in
      let tune = try await customer.createTune([
        "prompts_attributes][0][text": "one", "prompts_attributes][1][text": "two",
        "prompts_attributes][1][num_images": "1",
      ]).id
      try await customer.turnClock(by: 3)
      let prompts = try await customer.get("/tunes/\(tune)/prompts").json.items
      #expect(prompts.map { $0["images"].items.count } == [1, 4])
    }
  }

  @Test func aPromptCanBeAskedToFail() async throws {
    try await withSandbox { customer in
      let tune = try await customer.createTune(["model_type": "faceid"]).id
      let id = try await customer.createPrompt(on: tune, #""text": "sandbox:user_error""#).id
      try await customer.turnClock(by: 1)
      let prompt = try await customer.get("/prompts/\(id)").json
      #expect(prompt["user_error"].text != nil && prompt["trained_at"] != .null && prompt["images"] == .array([]))
    }
  }

  @Test func trainingCostsByTheStepUnlessItIsAMock() async throws {
    try await withSandbox { customer in
      let before = try #require(try await customer.get("/users").json["usd_balance_mc"].int)
      _ = try await customer.createTune(["branch": "fast"])
      #expect(try await customer.get("/users").json["usd_balance_mc"].int == before)
      _ = try await customer.createTune()
      _ = try await customer.createTune(["steps": "405"])
      #expect(try await customer.get("/users").json["usd_balance_mc"].int == before - 150_000 - 202_500)
      try await customer.turn(#"{"balance_mc": 100}"#)
      let refused = try await customer.createTune()
      #expect(refused.status == 422 && refused.text.contains("Not enough balance"))
      #expect(try await customer.state()["tunes"]["created"].int == 3)
    }
  }
}
