import Shared
import Testing

@testable import astria_sandbox

@Suite(.timeLimit(.minutes(1))) struct PackTests {
  @Test func packsAreListedByWhoseTheyAre() async throws {
    try await withSandbox { customer in
      let gallery = try await customer.get("/gallery/packs").json.items
      #expect(gallery.map { $0["slug"].text } == ["corporate-headshots"])
      #expect(gallery[0]["cost_mc_hash"] == .object(["woman": .integer(360_000), "man": .integer(331_000)]))
      #expect(try await customer.get("/packs").json.items.map { $0["slug"].text } == ["sandbox-pack"])
      #expect(try await customer.get("/packs?public=true").json == .array([]))
    }
  }

  @Test func aPackIsShownByItsNumberAndByItsSlug() async throws {
    try await withSandbox { customer in
      let pack = try await customer.get("/p/260").json
      #expect(try await customer.get("/p/corporate-headshots.json").json == pack)
      #expect(try await customer.get("/p/nothing").status == 404)
      for (name, cost, images) in [("woman", 360, 35), ("man", 331, 28)] {
        #expect(pack["costs"][name]["cost"].int == cost && pack["costs"][name]["num_images"].int == images)
        #expect(pack["prompts_per_class"][name].items.count == 7)
      }
    }
  }

  @Test func aPackTrainsATuneRunsItsPromptsAndTellsOfThemAtOnce() async throws {
    let receiver = CallbackReceiver()
    try await receiver.run { address in
      try await withSandbox { customer in
        let created = try await customer.createTune(
          [
            "prompts_callback": "\(address)/all", "prompt_attributes][callback": "\(address)/one",
            "prompt_ids][": "26101", "name": "man", "branch": "fast",
          ], path: "/p/260/tunes")
        #expect(created.status == 201)
        #expect(try created.json["base_tune_id"].int == 1_504_944 && created.json["cost_mc"].int != 0)
        try await customer.turnClock(by: 3)
        try await until { receiver.calls.withLock(\.count) == 2 }
        #expect(receiver.paths.sorted() == ["/all", "/one"])
        let all = receiver.calls.withLock { $0.first { $0.path == "/all" }?.body.items } ?? []
        #expect(all.count == 1 && all[0]["images"].items.count == 4)
      }
    }
  }

  @Test func aPackRunsOnTunesThatAreThere() async throws {
    try await withSandbox { customer in
      let tune = try await customer.createTune().id
      let body = #"{"tune": {"tune_ids": [\#(tune)], "prompt_attributes": {"num_images": 1}}}"#
      let created = try await customer.post("/p/260/tunes", json: body)
      #expect(created.status == 201)
      let order = try created.json
      #expect(order["id"] == .null && order["prompt_ids"].items.count == 7)
      #expect(order["order"]["tune_ids"] == .array([.integer(tune)]))
      try await customer.turnClock(by: 3)
      let prompts = try await customer.get("/tunes/\(tune)/prompts").json.items
      #expect(prompts.map { $0["images"].items.count } == [1, 1, 1, 1, 1, 1, 1])
    }
  }

  @Test(arguments: [
    (#"{"title": "a"}"#, 400), (#"{"tune": {"tune_ids": [1]}}"#, 422), (#"{"tune": {"tune_ids": ["x"]}}"#, 422),
    (#"{"tune": {"title": "a", "name": "cat"}}"#, 422), (#"{"tune": {"title": "a", "name": "man"}}"#, 422),
    (#"{"tune": {"tune_ids": [1], "prompts_callback": "{TUNE_ID}"}}"#, 422),
  ]) func aMistakenOrderMakesNothing(body: String, status: Int) async throws {
    try await withSandbox { customer in
      #expect(try await customer.post("/p/260/tunes", json: body).status == status)
      let state = try await customer.state()
      #expect(state["tunes"]["created"].int == 0 && state["prompts"]["created"].int == 0)
    }
  }
}
