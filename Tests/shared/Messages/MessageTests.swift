import Foundation
import Testing

@testable import Shared

/// Messages arrive as they were sent, and as they were sent by older versions.
@Suite(.timeLimit(.minutes(1))) struct MessageTests {
  static let samples: [Sample] =
    Sample.all(MessageSamples.accountRequests) + Sample.all(MessageSamples.accountReplies)
    + Sample.all(MessageSamples.astriaBridgeRequests) + Sample.all(MessageSamples.astriaBridgeReplies)
    + Sample.all(MessageSamples.uploadStoreRequests) + Sample.all(MessageSamples.uploadStoreReplies)
    + Sample.all(MessageSamples.janitorRequests) + Sample.all(MessageSamples.janitorReplies)
    + Sample.all(MessageSamples.deskRequests) + Sample.all(MessageSamples.deskReplies)
    + Sample.all(MessageSamples.custodianRequests.map(AccountRequest.custodian))
    + Sample.all(MessageSamples.custodianReplies.map(AccountReply.custodian))

  @Test(arguments: samples) func aMessageArrivesAsItWasSent(_ sample: Sample) throws {
    #expect(try sample.survives(Coding.encode(sample.message)))
  }

  @Test(arguments: samples) func aRecordingOfItShowsNobody(_ sample: Sample) throws {
    let text = try JSONValue(sample.message, pseudonym: Pseudonyms().encode).text
    #expect(!text.contains("canary"))
    #expect(!text.contains("cccccccc"))
  }

  /// What an older process sent, or a recording holds, must still be understood. A message whose form changes on
  /// purpose gets a new schema.
  @Test func messagesLookAsTheyAlwaysDid() throws {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("stored-samples.txt")
    let stored = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map(String.init)
    let now = try Self.samples.map { try $0.line }
    let new = now.filter { !stored.contains($0) }
    let gone = stored.filter { !now.contains($0) }
    guard !new.isEmpty || !gone.isEmpty else { return }
    let lines = gone.map { "- \($0)" } + new.map { "+ \($0)" }
    Issue.record("stored-samples differs from the samples:\n\(lines.joined(separator: "\n"))")
  }

  @Test func envelopesArriveAsTheyWereSent() throws {
    let envelope = Envelope(
      id: MessageSamples.id(), idempotencyKey: "key", sender: .gateway, receiver: .account, conversation: .service,
      kind: "show", schema: 1, sentAt: MessageSamples.moment, deadline: MessageSamples.moment, traceParent: "00-1-2-03",
      attachment: AttachmentHead(length: 3))
    #expect(try Coding.decode(Envelope.self, Coding.encode(envelope)) == envelope)
    let reply = ReplyEnvelope(
      to: MessageSamples.id(), status: .refused, kind: "refusal", schema: 1, sentAt: MessageSamples.moment,
      attachment: AttachmentHead(length: nil))
    #expect(try Coding.decode(ReplyEnvelope.self, Coding.encode(reply)) == reply)
  }

  @Test(arguments: Problem.allCases) func everyRefusalArrivesAsItWasSent(_ problem: Problem) throws {
    let refusal = Refusal(problem, "A sentence.")
    #expect(try Coding.decode(Refusal.self, Coding.encode(refusal)) == refusal)
  }
}

/// A message whose type is forgotten.
struct Sample: Sendable, CustomTestStringConvertible {
  let message: any Message
  /// Whether these bytes are read as this message.
  let survives: @Sendable ([UInt8]) throws -> Bool
  let testDescription: String

  static func all<M: Message & Hashable>(_ messages: [M]) -> [Sample] {
    messages.map { message in
      Sample(
        message: message, survives: { try Coding.decode(M.self, $0) == message },
        testDescription: "\(M.self).\(message.kind)")
    }
  }

  /// As it is stored: its type, its kind, its form.
  var line: String {
    get throws { "\(testDescription) \(String(decoding: try Coding.encode(message), as: UTF8.self))" }
  }
}
