import Synchronization
import TestSupport
import Testing

@testable import Shared

extension BusPromiseTests {
  @Suite("12. Attachments", .timeLimit(.minutes(2))) struct Attachments {
    /// What becomes of bytes, by what is done to them on their way.
    enum Journey: CaseIterable {
      case undisturbed, twice, without, swapped, cut, changed, beyondTheGrant, aborted
    }

    @Test(arguments: Journey.allCases) func bytesComeWholeInOrderAndUnchangedOrFail(_ journey: Journey) async throws {
      let pair = try BusPair()
      let server = try StrangeServer(for: pair)
      async let answer = pair.exchange(EchoRequest.give(bytes: 6))
      let request = try await server.hear(.request)
      try server.reply(.given, to: request, attachment: AttachmentHead(length: 6))
      let attachment = try #require(try await answer.attachment)
      async let read = Result { () async throws in try await attachment.all() }
      let writer = Writer(server: server, name: request.name, id: try request.envelope.id)
      _ = try await server.hear(.grant)
      writer.send(journey)
      switch (journey, await read) {
      case (.undisturbed, .success(let bytes)), (.twice, .success(let bytes)): #expect(bytes == [0, 0, 1, 1, 2, 2])
      case (_, .success(let bytes)): Issue.record("\(bytes) were read")
      case (_, .failure(let error)):
        #expect((error as? Refusal)?.problem == .unavailable)
        #expect(journey != .undisturbed && journey != .twice)
      }
      #expect(await pair.asking.incoming.isEmpty)
    }

    /// Three chunks of two bytes each, sent by hand.
    private struct Writer {
      let server: StrangeServer
      let name: [UInt8]
      let id: Envelope.ID

      func send(_ journey: Journey) {
        switch journey {
        case .undisturbed: send([0, 1, 2])
        case .twice: send([0, 0, 1, 1, 0, 2])
        case .without: send([0, 2])
        case .swapped: send([1, 0, 2])
        case .cut: send([0, 1])
        case .changed: send([0, 1, 2], checksumOf: [0, 2, 1])
        case .beyondTheGrant: server.say(Frame(.chunk, id, number: UInt32(Bus.window)), [[0, 0]], to: name)
        case .aborted:
          server.say(Frame(.chunk, id, number: 0), [[0, 0]], to: name)
          server.say(Frame(.abort, id), to: name)
        }
      }

      private func send(_ chunks: [UInt8], checksumOf: [UInt8] = [0, 1, 2]) {
        var checksum = Checksum()
        for chunk in checksumOf { checksum.add(Chunk([chunk, chunk])) }
        for chunk in chunks {
          server.say(Frame(.chunk, id, number: UInt32(chunk)), [[chunk, chunk]], to: name)
        }
        server.say(Frame(.end, id, number: 3), [checksum.finish()], to: name)
      }
    }

    @Test func howeverManySendTheBudgetIsKept() async throws {
      let chunks = 4
      let pair = try BusPair { _, other in other.attachmentBudget = chunks * Chunk.cost }
      let most = Mutex(0)
      try await pair.run({ delivery in
        do {
          while try await delivery.attachment?.next() != nil {
            let count = await pair.answering.chunksOnTheirWay
            most.withLock { $0 = max($0, count) }
          }
          delivery.reply(EchoReply.given, at: WallClock.system.now())
        } catch { delivery.refuse(error as? Refusal ?? .fault) }
      }) { client in
        try await withThrowingTaskGroup(of: EchoReply.self) { group in
          let bytes = Pattern.bytes(5 * Chunk.sizeMax)
          for _ in 0..<20 {
            group.addTask {
              try await client.ask(.swallow, attachment: { Attachment(bytes) })
            }
          }
          for try await reply in group { #expect(reply == .given) }
        }
        #expect(await pair.answering.chunksOnTheirWay == 0)
      }
      #expect(most.withLock { $0 } == chunks, "and it is used")
    }

    @Test func whatIsWrongWithTheBytesIsTheAnswer() async throws {
      let pair = try BusPair()
      let read = Mutex<(any Error)?>(nil)
      let given = Atomic(0)
      try await pair.run({ delivery in
        do { while try await delivery.attachment?.next() != nil {} } catch { read.withLock { $0 = error } }
      }) { _ in
        let broken = Attachment(length: nil) {
          guard given.add(1, ordering: .relaxed).newValue < 3 else { throw Refusal(.imageTruncated, "It is cut.") }
          return Chunk([1])
        }
        let refusal = await #expect(throws: Refusal.self) {
          try await pair.exchange(EchoRequest.swallow, attachment: broken)
        }
        #expect(refusal == Refusal(.imageTruncated, "It is cut."))
        try await Eventually.holds("the reader hears of it") { read.withLock { $0 != nil } }
        #expect(read.withLock { ($0 as? Refusal)?.problem } == .unavailable)
      }
    }

    @Test func bytesOfAnAnswerThatCannotBeHadFail() async throws {
      let pair = try BusPair()
      try await pair.run({ delivery in
        let broken = Attachment(length: nil) { throw Refusal(.internal, "The disk is gone.") }
        delivery.reply(EchoReply.given, at: WallClock.system.now(), attachment: broken)
      }) { _ in
        let answer = try await pair.exchange(EchoRequest.give(bytes: 1))
        let refusal = await #expect(throws: Refusal.self) { try await answer.attachment?.all() }
        #expect(refusal?.problem == .unavailable)
        try await pair.isAtRest()
      }
    }

    @Test func aReaderMayStopAndAnswerAllTheSame() async throws {
      let pair = try BusPair()
      let bytes = EndlessBytes()
      try await pair.run({ delivery in
        do { _ = try await delivery.attachment?.next() } catch { Issue.record("\(error)") }
        delivery.attachment?.cancel()
        delivery.said("enough")
      }) { client in
        let reply = try await client.ask(.swallow, attachment: { bytes.attachment })
        #expect(reply == .said("enough"))
        try await Eventually.holds("the writer stops") { bytes.isStopped }
        try await pair.isAtRest()
      }
    }
  }
}

extension Bus {
  fileprivate var chunksOnTheirWay: Int { incoming.values.reduce(0) { $0 + $1.share } }
}

extension Result where Failure == any Error, Success: Sendable {
  fileprivate init(_ act: () async throws -> Success) async {
    do { self = .success(try await act()) } catch { self = .failure(error) }
  }
}
