import TestSupport
import Testing

@testable import Shared

extension BusPromiseTests {
  @Suite("9. Versions", .timeLimit(.minutes(1))) struct Versions {
    @Test func aRequestOfAnUnknownSchemaIsRefused() async throws {
      let pair = try BusPair()
      let log = pair.answeringLog.log
      try await pair.run({ delivery in
        do throws(Refusal) {
          _ = try delivery.request(EchoRequest.self, at: .uploadStore, log: log)
          delivery.said("understood")
        } catch { delivery.refuse(error) }
      }) { _ in
        let request = EchoRequest.say("hello")
        let refusal = await #expect(throws: Refusal.self) {
          try await pair.exchange(request, .of(request, schema: 99))
        }
        #expect(refusal?.problem == .unknownVersion)
        #expect(refusal?.detail == "Schema 99 of EchoRequest is unknown here; this process speaks 1.")
      }
    }

    @Test func anAnswerOfAnUnknownSchemaIsAnErrorAndItsBytesStop() async throws {
      let pair = try BusPair()
      let server = try StrangeServer(for: pair)
      async let problem = pair.problem(of: .give(bytes: 1))
      let request = try await server.hear(.request)
      try server.reply(.given, to: request, schema: 99, attachment: AttachmentHead(length: 1))
      #expect(await problem == .unknownVersion)
      let stop = try await server.hear(.stop)
      #expect(try stop.frame.stream == request.envelope.id)
    }

    /// Bytes that nobody asked for must not wait for a reader for ever.
    @Test func bytesThatNobodyExpectsStop() async throws {
      let pair = try BusPair()
      let server = try StrangeServer(for: pair)
      async let problem = pair.problem(of: .say("hello"))
      let request = try await server.hear(.request)
      try server.reply(.said("hello"), to: request, attachment: AttachmentHead(length: 1))
      #expect(await problem == nil)
      let stop = try await server.hear(.stop)
      #expect(try stop.frame.stream == request.envelope.id)
    }
  }

  @Suite("10. Malformed and oversized messages", .timeLimit(.minutes(1))) struct Malformed {
    private static func door(of pair: BusPair) -> String { "ipc://\(pair.directory)/upload-store.sock" }

    @Test func malformedMessagesAreCountedAndTheSocketLivesOn() async throws {
      let pair = try BusPair()
      try await pair.run { client in
        let stranger = try Stranger(at: Self.door(of: pair))
        let malformed: [[[UInt8]]] = [
          [[]], [[0x51]], [[0x51, 9], [1], [2]], [[0x51, 2], [1, 2, 3], [4]], [[0x43, 2], [1]],
          [[0x47, 2] + Array(repeating: 0, count: 16)], [[0x51, 2]], [[0x52, 2], [1], [2]],
          Array(repeating: [7], count: 20),
        ]
        for frames in malformed { #expect(stranger.say(frames)) }
        let reply = try await client.ask(.say("hello"))
        #expect(reply == .said("hello"))
        try await Eventually.holds("all are counted") { await pair.answering.malformed == malformed.count }
      }
    }

    @Test func aMessageThatIsTooLargeIsNotSent() async throws {
      let pair = try BusPair()
      let refusal = await #expect(throws: Refusal.self) {
        try await pair.client.ask(.say(String(repeating: "x", count: Coding.sizeMax)))
      }
      #expect(refusal?.problem == .bodyTooLarge)
    }

    @Test func aMessageThatIsTooLargeIsNotTakenIn() async throws {
      let pair = try BusPair()
      let heard = Deliveries()
      try await pair.run({ heard.add($0) }) { _ in
        let stranger = try Stranger(at: Self.door(of: pair))
        let envelope = Envelope.of(EchoRequest.say("large"))
        stranger.say([Frame(.request).header, envelope.encoded(), Array(repeating: 0, count: Coding.sizeMax + 1)])
        let refusal = try await stranger.refusal()
        #expect(refusal.problem == .bodyTooLarge)
      }
      #expect(heard.count == 0)
    }

    /// What is larger than the largest chunk is not even read to its end.
    @Test func aPartBeyondTheLimitEndsItsConnectionOnly() async throws {
      let pair = try BusPair()
      try await pair.run { client in
        let (quiet, loud) = (try Stranger(at: Self.door(of: pair)), try Stranger(at: Self.door(of: pair)))
        loud.say([Frame(.request).header, [1], Array(repeating: 0, count: Frame.sizeMax + 1)])
        for stranger in [quiet, loud] {
          // What he said while his connection ended is lost.
          let parts = try await Eventually.get("a stranger is answered") {
            try stranger.say(EchoRequest.say("hello"))
            return stranger.hear(within: 10)
          }
          #expect(parts.last == (try Coding.encode(EchoReply.said("hello"))))
        }
        let reply = try await client.ask(.say("hello"))
        #expect(reply == .said("hello"))
      }
      #expect(await pair.answering.malformed == 0)
    }
  }
}

extension BusPair {
  /// What a client hears instead of an answer.
  fileprivate func problem(of request: EchoRequest) async -> Problem? {
    do throws(Refusal) {
      _ = try await client.ask(request)
      return nil
    } catch {
      return error.problem
    }
  }
}
