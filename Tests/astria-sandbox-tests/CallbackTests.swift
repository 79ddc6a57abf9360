import Shared
import Testing

@testable import astria_sandbox

@Suite(.timeLimit(.minutes(1))) struct CallbackTests {
  private static let tuneFields = [
    "created_at", "expires_at", "id", "name", "started_training_at", "steps", "title", "trained_at", "updated_at",
  ]
  private static let promptFields = [
    "created_at", "id", "images", "negative_prompt", "started_training_at", "steps", "text", "trained_at", "tune_id",
    "updated_at",
  ]

  @Test func tuneAndPromptEachCallBackOnceWithTheFieldsThatWereSeen() async throws {
    let receiver = CallbackReceiver()
    try await receiver.run { address in
      try await withSandbox { customer in
        let tune = try await customer.createTune(["callback": "\(address)/tune?s=1"]).id
        let prompt = try await customer.createPrompt(on: tune, #""text": "a", "callback": "\#(address)/prompt?s=2""#).id
        try await customer.turnClock(by: 2)
        try await until { receiver.calls.withLock(\.count) == 1 }
        try await customer.turnClock(by: 1)
        try await until { try await settled(customer) == 2 }

        let calls = receiver.calls.withLock { $0 }
        #expect(calls.map(\.path) == ["/tune?s=1", "/prompt?s=2"])
        #expect(fields(calls[0].body["tune"]) == Self.tuneFields && calls[0].body["tune"]["id"].int == tune)
        #expect(fields(calls[1].body["prompt"]) == Self.promptFields && calls[1].body["prompt"]["id"].int == prompt)
        #expect(calls[1].body["prompt"]["images"].items.count == 4)
        let recorded = try await customer.state()["callbacks"].items
        #expect(recorded.map { $0["status"].int } == [204, 204])
      }
    }
  }

  @Test func aReceiverThatCannotBeReachedIsNotAskedAgain() async throws {
    try await withSandbox { customer in
      _ = try await customer.createTune(["callback": "http://127.0.0.1:1/nobody"])
      try await customer.turnClock(by: 2)
      try await until { try await settled(customer) == 1 }
      try await customer.turnClock(by: 3600)
      let recorded = try await customer.state()["callbacks"].items
      #expect(recorded.count == 1 && recorded[0]["error"].text != nil && recorded[0]["status"] == .null)
    }
  }

  private func settled(_ customer: Customer) async throws -> Int {
    try await customer.state()["callbacks"].items.count { $0["status"] != .null || $0["error"] != .null }
  }

  private func fields(_ object: JSONValue) -> [String] {
    guard case .object(let fields) = object else { return [] }
    return fields.keys.sorted()
  }
}
