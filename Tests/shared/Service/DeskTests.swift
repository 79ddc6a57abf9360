import Foundation
import Logging
import TestSupport
import Testing

@testable import Shared

@Suite(.timeLimit(.minutes(1))) struct DeskTests {
  @Test func aRequestIsAnsweredInItsTurnOrLater() async throws {
    try await Office().open { office in
      for (request, total) in [(Counting.Request.add(2), 20), (.look("seven77"), 27), (.total, 27)] {
        let reply = try await office.ask(request)
        #expect(reply == .total(total))
      }
    }
  }

  @Test func aRepeatGetsTheSameAnswerAndHasNoSecondEffect() async throws {
    try await Office().open { office in
      try await office.expect(.total(10), to: .add(1), key: "one")
      try await office.expect(.total(20), to: .add(1), key: "two")
      try await office.expect(.total(10), to: .add(1), key: "one")
      try await office.expect(.total(23), to: .look("abc"), key: "three")
      try await office.expect(.total(23), to: .look("abc"), key: "three")
    }
  }

  @Test func aRepeatAfterARestartGetsTheSameAnswer() async throws {
    let office = try Office()
    for _ in 0..<2 {
      try await office.open { office in
        let reply = try await office.ask(.add(1), key: "one")
        #expect(reply == .total(10))
      }
    }
  }

  @Test func aRefusedRequestChangesNothing() async throws {
    try await Office().open { office in
      let refusal = await #expect(throws: Refusal.self) { try await office.ask(.refuse) }
      #expect(refusal?.problem == .conflict)
      try await office.expect(.total(0), to: .total)
    }
  }

  @Test func aFaultIsToldAsOneAndNothingMore() async throws {
    try await Office().open { office in
      let refusal = await #expect(throws: Refusal.self) { try await office.ask(.break_) }
      #expect(refusal == .fault)
      try await office.expect(.total(0), to: .total)
    }
  }

  @Test func whoMayNotSendARequestIsRefused() async throws {
    try await Office().open { office in
      let refusal = await #expect(throws: Refusal.self) { try await office.ask(.add(1), from: .janitor) }
      #expect(refusal?.problem == .forbidden)
    }
  }

  @Test func anUnknownSchemaIsRefused() async throws {
    try await Office().open { office in
      let refusal = await #expect(throws: Refusal.self) { try await office.ask(.total, schema: 99) }
      #expect(refusal?.problem == .unknownVersion)
    }
  }

  @Test func theDatabaseHoldsNoRememberedAnswerInTheClear() async throws {
    let office = try Office()
    var token = ""
    try await office.open { office in
      guard case .token(let key, _) = try await office.ask(.remember(Personal("canary"))) else { return }
      token = key.revealed.description
    }
    let file = try office.databaseFiles()
    #expect(token.count == 64 && file.range(of: Data(token.utf8)) == nil)
    #expect(file.range(of: Data("canary".utf8)) != nil, "what the service itself keeps is there: the search works")
  }
}

@Suite(.timeLimit(.minutes(1))) struct ReplayTests {
  private func recorded() async throws -> (office: Office, text: String) {
    let office = try Office(isRecording: true)
    try await office.open { office in
      _ = try await office.ask(.add(4))
      _ = try await office.ask(.look("abcde"))
      _ = try await office.ask(.remember(Personal("canary@example.org")))
      do { _ = try await office.ask(.refuse) } catch {}
    }
    return (office, try String(contentsOfFile: try office.recording(), encoding: .utf8))
  }

  @Test func aRecordingReplaysWithoutDifference() async throws {
    let (_, text) = try await recorded()
    let result = try Replay<Counting>([Recording(text: text)]).run()
    #expect(result.turns == 5)
    #expect(result.differences.isEmpty, "\(result.differences)")
  }

  @Test func aChangedReplyShowsAsADifference() async throws {
    let (_, text) = try await recorded()
    let altered = text.replacing("\"total\":{\"_0\":45}", with: "\"total\":{\"_0\":46}")
    #expect(altered != text)
    let result = try Replay<Counting>([Recording(text: altered)]).run()
    #expect(result.differences.count == 1)
  }

  @Test func aRecordingHoldsPseudonymsOnly() async throws {
    let (_, text) = try await recorded()
    #expect(!text.contains("canary@"))
    #expect(text.contains("@pseudonym.invalid"))
  }

  @Test func aRecordingGoesWhenItsTimeIsOver() async throws {
    let office = try Office(isRecording: true)
    let old = "\(office.folder)/recordings/account-1000.jsonl"
    try await office.open { office in
      #expect(FileManager.default.createFile(atPath: old, contents: Data("{}\n".utf8)))
      try await Eventually.holds("the old recording is deleted") { !FileManager.default.fileExists(atPath: old) }
    }
    #expect(try office.recording() != old)
  }

  @Test func aCutOffLastLineIsLeftOut() async throws {
    let (_, text) = try await recorded()
    let result = try Replay<Counting>([Recording(text: text + "{\"at\":\"20")]).run()
    #expect(result.differences.isEmpty)
    #expect(throws: RecordingError.self) { try Recording(text: text + "{\"at\":\"20\n") }
  }
}
