import Synchronization
import TestSupport
import Testing

@testable import Shared
@testable import tally

extension BusPromiseTests {
  @Suite("6. Cancellation", .timeLimit(.minutes(1))) struct Cancellation {
    @Test func whatWasCancelledBeforeItBeganIsNotSent() async throws {
      let pair = try BusPair()
      let server = try StrangeServer(for: pair)
      await withTaskGroup(of: Refusal?.self) { group in
        group.cancelAll()
        group.addTask { await pair.refusal(of: .say("cancelled")) }
        for await refusal in group { #expect(refusal?.problem == .cancelled) }
      }
      async let reply = pair.client.ask(.say("wanted"))
      let request = try await server.hear()
      #expect(try Coding.decode(EchoRequest.self, request.parts[2]) == .say("wanted"), "nothing came before")
      try server.reply(.said("wanted"), to: request)
      _ = try await reply
    }

    @Test func whatIsCancelledBeforeItIsBegunIsNotBegun() async throws {
      let pair = try BusPair()
      let desk = try await TallyDesk(in: pair.directory)
      let deliveries = Deliveries()
      try await pair.run({ deliveries.add($0) }) { _ in
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            await #expect(throws: Refusal.self) { try await pair.exchange(TallyRequest.add(name: "unwanted")) }
          }
          let delivery = try await deliveries.first()
          #expect(!delivery.isPointless(at: WallClock.system.now()))
          group.cancelAll()
          try await Eventually.holds("the receiver hears of it") { delivery.isPointless(at: WallClock.system.now()) }
          desk.receive(delivery)
          #expect(try await desk.done == 0)
        }
      }
    }

    @Test func bytesOfARequestStopAtBothEnds() async throws {
      let pair = try BusPair()
      let bytes = EndlessBytes()
      let reader = Mutex<(any Error)?>(nil)
      try await pair.run({ delivery in
        do { while try await delivery.attachment?.next() != nil {} } catch { reader.withLock { $0 = error } }
      }) { _ in
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            await #expect(throws: Refusal.self) {
              try await pair.exchange(EchoRequest.swallow, attachment: bytes.attachment)
            }
          }
          try await Eventually.holds("bytes flow") { bytes.count > 100 }
          group.cancelAll()
          try await Eventually.holds("the writer stops") { bytes.isStopped }
          try await Eventually.holds("the reader hears of it") { reader.withLock { $0 != nil } }
        }
        #expect(reader.withLock { ($0 as? Refusal)?.problem } == .cancelled)
        try await pair.isAtRest()
      }
    }

    @Test func bytesOfAnAnswerStopAtBothEnds() async throws {
      let pair = try BusPair()
      let bytes = EndlessBytes()
      try await pair.run({
        $0.reply(EchoReply.given, at: WallClock.system.now(), attachment: bytes.attachment)
      }) { _ in
        let answer = try await pair.exchange(EchoRequest.give(bytes: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            await #expect(throws: Refusal.self) { while try await answer.attachment?.next() != nil {} }
          }
          try await Eventually.holds("bytes flow") { bytes.count > 100 }
          group.cancelAll()
          try await Eventually.holds("the writer stops") { bytes.isStopped }
        }
        try await pair.isAtRest()
      }
    }
  }

  @Suite("7. Drain", .timeLimit(.minutes(1))) struct Drain {
    @Test func whatIsNewIsRefusedAndWhatWasBegunIsAnswered() async throws {
      let pair = try BusPair()
      let deliveries = Deliveries()
      try await pair.run({ deliveries.add($0) }) { client in
        async let begun = client.ask(.say("begun"))
        let delivery = try await deliveries.first()
        async let end: Void = pair.answering.drain(within: .seconds(40))
        try await Eventually.holds("it waits for the answer") { await pair.answering.drained != nil }
        #expect(await pair.refusal(of: .say("new"))?.problem == .unavailable)
        #expect(await pair.answering.drained != nil, "it still does")
        delivery.said("done")
        await end
        let reply = try await begun
        #expect(reply == .said("done"))
        await pair.answering.drain(within: .seconds(40))
      }
      #expect(deliveries.count == 1)
    }

    @Test func whatIsNeverAnsweredDelaysTheEndByTheLimitOnly() async throws {
      let pair = try BusPair()
      let deliveries = Deliveries()
      try await pair.run({ deliveries.add($0) }) { _ in
        async let unanswered = pair.refusal(of: .say("begun"))
        _ = try await deliveries.first()
        await pair.answering.drain(within: .milliseconds(100))
        await pair.answering.shutdown()
        #expect(await unanswered?.problem == .unavailable)
      }
    }
  }

  @Suite("8. Reconnection", .timeLimit(.minutes(1))) struct Reconnection {
    @Test func whoWaitsForAProcessThatDiesAsksItAgainWhenItIsBack() async throws {
      let pair = try BusPair()
      let (before, after) = (Deliveries(), Deliveries())
      try await pair.answering.serve { before.add($0) }
      async let reply = pair.client.ask(.say("hello"), timeout: .seconds(40))
      _ = try await before.first()
      await pair.answering.shutdown()

      let configuration = try BusConfiguration.local(directory: pair.directory, me: .uploadStore)
      let successor = try Bus(configuration, clock: .system, log: LogLines().log)
      try await successor.serve { after.add($0) }
      try await after.first().said("hello")
      let heard = try await reply
      #expect(heard == .said("hello"))
      #expect(before.envelopes.map(\.idempotencyKey) == after.envelopes.map(\.idempotencyKey))
      await successor.shutdown()
      await pair.asking.shutdown()
    }

    @Test func itHearsSoAtOnce() async throws {
      let pair = try BusPair()
      let started = WallClock.system.now()
      try await pair.run({ _ in await pair.answering.shutdown() }) { _ in
        #expect(await pair.refusal(of: .say("hello"), within: .seconds(50))?.problem == .unavailable)
      }
      #expect(WallClock.system.now() - started < .seconds(20))
    }
  }
}

/// Bytes without end, until somebody stops them.
final class EndlessBytes: Sendable {
  private let given = Atomic(0)
  private let stopped = Atomic(false)

  var count: Int { given.load(ordering: .relaxed) }
  var isStopped: Bool { stopped.load(ordering: .relaxed) }

  var attachment: Shared.Attachment {
    Shared.Attachment(
      length: nil,
      next: {
        self.given.add(1, ordering: .relaxed)
        return Chunk([1, 2, 3])
      }, cancel: { self.stopped.store(true, ordering: .relaxed) })
  }
}

extension BusPair {
  /// Nothing is left of what was under way.
  func isAtRest() async throws {
    try await Eventually.holds("nothing is left") {
      let (one, other) = (await asking.underWay, await answering.underWay)
      return one + other == 0
    }
  }
}

extension Bus {
  fileprivate var underWay: Int { waiting.count + unanswered.count + incoming.count + outgoing.count }
}
