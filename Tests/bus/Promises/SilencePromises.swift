import Synchronization
import TestSupport
import Testing

@testable import Shared

extension BusPromiseTests {
  @Suite("12. Attachments whose other end is silent", .timeLimit(.minutes(1))) struct Silence {
    private static func door(of pair: BusPair) -> String { "ipc://\(pair.directory)/upload-store.sock" }

    @Test func aWriterThatDiesIsNoticedWithinSeconds() async throws {
      let pair = try BusPair()
      let read = Mutex<(any Error)?>(nil)
      try await pair.run({ delivery in
        do { while try await delivery.attachment?.next() != nil {} } catch { read.withLock { $0 = error } }
      }) { _ in
        var writer: Stranger? = try Stranger(at: Self.door(of: pair))
        let envelope = Envelope.of(EchoRequest.swallow, attachment: AttachmentHead(length: nil))
        try writer?.say(EchoRequest.swallow, envelope)
        try await Eventually.holds("it may send") { writer?.hear()?.first?.first == Frame.Kind.grant.rawValue }
        writer = nil
        try await Eventually.holds("its end is noticed", within: .seconds(10)) { read.withLock { $0 != nil } }
      }
      #expect(read.withLock { ($0 as? Refusal)?.problem } == .unavailable)
    }

    /// He is asked, and says that he is still there.
    @Test func aReaderThatIsSlowIsNotGivenUp() async throws {
      let pair = try BusPair()
      try await pair.run { _ in
        let reader = try Stranger(at: Self.door(of: pair))
        let request = EchoRequest.give(bytes: 2 * Chunk.sizeMax)
        let id = Randomness.system.identifier(Envelope.ID.self)
        try reader.say(request, .of(request, id: id))
        try await reader.hears(.reply)
        reader.say([Frame(.grant, id, number: 1).header])
        try await reader.hears(.chunk)
        for _ in 0..<2 {
          try await reader.hears(.probe)
          reader.say([Frame(.grant, id, number: 1).header])
        }
        reader.say([Frame(.grant, id, number: 5).header])
        try await reader.hears(.chunk)
        try await reader.hears(.end)
      }
    }

    @Test func aWriterThatAsksHearsWhatItMaySend() async throws {
      let pair = try BusPair()
      try await pair.run { _ in
        let writer = try Stranger(at: Self.door(of: pair))
        let envelope = Envelope.of(EchoRequest.swallow, attachment: AttachmentHead(length: nil))
        try writer.say(EchoRequest.swallow, envelope)
        let grant = try await writer.hears(.grant)
        writer.say([Frame(.probe, envelope.id).header])
        #expect(try await writer.hears(.grant) == grant)
        // And of a stream that nobody reads, that it is to stop.
        let unread = Frame(.probe, Randomness.system.identifier())
        writer.say([unread.header])
        #expect(try await writer.hears(.stop).stream == unread.stream)
      }
    }

    @Test func aReaderThatNeverSaysAnythingIsGivenUp() async throws {
      let clock = Mutex(Duration.zero)
      let pair = try BusPair(elapsed: ElapsedClock { .now + clock.withLock { $0 } })
      let bytes = EndlessBytes()
      try await pair.run({
        $0.reply(EchoReply.given, at: WallClock.system.now(), attachment: bytes.attachment)
      }) { _ in
        let reader = try Stranger(at: Self.door(of: pair))
        let request = EchoRequest.give(bytes: 1)
        try reader.say(request)
        try await reader.hears(.reply)
        clock.withLock { $0 = Bus.silenceMax }
        try await Eventually.holds("it is given up") { bytes.isStopped }
      }
    }

    @Test func aWriterThatNeverSaysAnythingIsGivenUp() async throws {
      let clock = Mutex(Duration.zero)
      let pair = try BusPair(elapsed: ElapsedClock { .now + clock.withLock { $0 } })
      let server = try StrangeServer(for: pair)
      async let answer = pair.exchange(EchoRequest.give(bytes: 6))
      try server.reply(.given, to: try await server.hear(.request), attachment: AttachmentHead(length: 6))
      let attachment = try #require(try await answer.attachment)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          let refusal = await #expect(throws: Refusal.self) { try await attachment.next() }
          #expect(refusal?.problem == .timedOut)
        }
        _ = try await server.hear(.grant)
        clock.withLock { $0 = Bus.silenceMax }
        try await group.waitForAll()
      }
    }
  }
}

extension Stranger {
  /// Waits for a message of this kind; what comes before it is passed over.
  @discardableResult
  func hears(_ kind: Frame.Kind) async throws -> Frame {
    try await Eventually.get("a stranger hears \(kind)") {
      while let parts = hear() {
        if let frame = parts[0].withUnsafeBytes({ Frame($0) }), frame.kind == kind { return frame }
      }
      return nil
    }
  }
}
