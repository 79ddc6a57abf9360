import Shared
import Testing

@testable import astria_sandbox

/// Faults of trainings, prompts and callbacks.
@Suite(.timeLimit(.minutes(1))) struct EntityFaultTests {
  @Test(arguments: ["never", "fails"]) func aTrainingMayComeToNothing(kind: String) async throws {
    try await withSandbox { customer in
      try await customer.set(#"{"route": "tune", "kind": "\#(kind)", "times": 1}"#)
      let tune = try await customer.createTune(["callback": "http://127.0.0.1:1/never-called"]).id
      let prompt = try await customer.createPrompt(on: tune).id
      try await customer.turnClock(by: 40 * 24 * 3600)
      let shown = try await customer.get("/tunes/\(tune)").json
      #expect(shown["started_training_at"] != .null && shown["trained_at"] == .null && shown["expires_at"] == .null)
      #expect(try await customer.state()["callbacks"] == .array([]))
      let waiting = try await customer.get("/prompts/\(prompt)").json
      #expect((waiting["user_error"] != .null) == (kind == "fails") && waiting["images"] == .array([]))

      let other = try await customer.createTune().id
      try await customer.turnClock(by: 2)
      #expect(try await customer.get("/tunes/\(other)").json["trained_at"] != .null)
    }
  }

  @Test func aPromptMayNeverBeSettled() async throws {
    try await withSandbox { customer in
      try await customer.set(#"{"route": "prompt", "kind": "never", "after": 1}"#)
      let tune = try await customer.createTune(["model_type": "faceid"]).id
      let prompts = [try await customer.createPrompt(on: tune).id, try await customer.createPrompt(on: tune).id]
      try await customer.turnClock(by: 3600)
      #expect(try await customer.get("/prompts/\(prompts[0])").json["images"].items.count == 4)
      let stuck = try await customer.get("/prompts/\(prompts[1])").json
      #expect(stuck["started_training_at"] != .null && stuck["trained_at"] == .null && stuck["images"] == .array([]))
    }
  }

  @Test(arguments: [0, 1, 8]) func someOfTheImagesMayBeMissing(images: Int) async throws {
    try await withSandbox { customer in
      try await customer.set(#"{"route": "prompt", "kind": "fewer", "images": \#(images)}"#)
      let tune = try await customer.createTune(["model_type": "faceid"]).id
      let id = try await customer.createPrompt(on: tune).id
      try await customer.turnClock(by: 1)
      let prompt = try await customer.get("/prompts/\(id)").json
      #expect(prompt["images"].items.count == min(images, 4) && prompt["num_images"].int == 4)
      #expect(prompt["trained_at"] != .null && prompt["user_error"] == .null)
    }
  }

  @Test func aCallbackMayBeLost() async throws {
    try await callbacks(#"{"route": "callback", "kind": "lost", "times": 1}"#) { customer, receiver in
      try await customer.turnClock(by: 3)
      try await until { receiver.calls.withLock(\.count) == 1 }
      #expect(receiver.paths == ["/prompt"])
      let lost = try await customer.state()["callbacks"].items.first
      #expect(lost?["fault"].text == "lost" && lost?["status"] == .null && lost?["error"].text != nil)
    }
  }

  @Test func aCallbackMayComeTwice() async throws {
    try await callbacks(#"{"route": "callback", "kind": "twice", "times": 1}"#) { customer, receiver in
      try await customer.turnClock(by: 2)
      try await until { receiver.calls.withLock(\.count) == 2 }
      #expect(receiver.paths == ["/tune", "/tune"])
      #expect(receiver.calls.withLock { $0[0].body == $0[1].body })
    }
  }

  @Test func aCallbackMayComeBeforeTheAnswer() async throws {
    try await callbacks(#"{"route": "callback", "kind": "early"}"#) { customer, receiver in
      // They have come although the clock stands still.
      #expect(receiver.paths == ["/tune", "/prompt"])
      #expect(receiver.calls.withLock { $0[1].body["prompt"]["images"].items.count } == 4)
    }
  }

  @Test func aCallbackMayComeAfterTheNextOne() async throws {
    try await callbacks(#"{"route": "callback", "kind": "out-of-order"}"#) { customer, receiver in
      try await customer.turnClock(by: 3)
      try await until { receiver.calls.withLock(\.count) == 2 }
      #expect(receiver.paths == ["/prompt", "/tune"])
    }
  }

  @Test func aForgedCallbackMayComeBesideTheTrueOne() async throws {
    try await callbacks(#"{"route": "callback", "kind": "forged", "after": 1}"#) { customer, receiver in
      try await customer.turnClock(by: 3)
      try await until { receiver.calls.withLock(\.count) == 3 }
      #expect(receiver.paths.sorted() == ["/prompt", "/prompt", "/tune"])
      let known = try await customer.state()["prompts"]["ids"].items
      let prompts = receiver.calls.withLock { $0.map(\.body["prompt"]).filter { $0 != .null } }
      #expect(prompts.count { known.contains($0["id"]) } == 1)
      #expect(prompts.count { $0["images"].items.first?.text?.hasPrefix("https://forged.invalid/") == true } == 1)
    }
  }

  @Test func aCallbackMayComeWithoutItsWrapper() async throws {
    try await callbacks(#"{"route": "callback", "kind": "flat"}"#) { customer, receiver in
      try await customer.turnClock(by: 3)
      try await until { receiver.calls.withLock(\.count) == 2 }
      #expect(receiver.calls.withLock { $0.allSatisfy { $0.body["id"].int != nil && $0.body["created_at"] != .null } })
    }
  }

  /// A tune and a prompt on it, both of which ask for a callback.
  private func callbacks(_ fault: String, _ use: (Customer, CallbackReceiver) async throws -> Void) async throws {
    let receiver = CallbackReceiver()
    try await receiver.run { address in
      try await withSandbox { customer in
        try await customer.set(fault)
        let tune = try await customer.createTune(["callback": "\(address)/tune"]).id
        _ = try await customer.createPrompt(on: tune, #""text": "a", "callback": "\#(address)/prompt""#)
        try await use(customer, receiver)
      }
    }
  }
}
