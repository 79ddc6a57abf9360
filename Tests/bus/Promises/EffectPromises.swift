import Synchronization
import TestSupport
import Testing

@testable import Shared
@testable import tally

extension BusPromiseTests {
  @Suite("1. At least once", .timeLimit(.minutes(1))) struct AtLeastOnce {
    @Test func aRequestIsSentAgainUnderTheSameKeyUntilItIsAnswered() async throws {
      let tries = Deliveries()
      try await BusPair().run({ delivery in
        if tries.add(delivery) < 4 { return delivery.refuse(Refusal(.unavailable, "Not yet.")) }
        delivery.said("at last")
      }) { client in
        let reply = try await client.ask(.say("hello"))
        #expect(reply == .said("at last"))
      }
      #expect(Set(tries.envelopes.map(\.idempotencyKey)).count == 1)
      #expect(Set(tries.envelopes.map(\.id)).count == 4)
    }

    @Test func aRequestOfWhichNothingIsHeardIsSentAgain() async throws {
      let pair = try BusPair()
      let server = try StrangeServer(for: pair)
      async let reply = pair.client.ask(.say("hello"))
      let lost = try await server.hear(.request).envelope
      let again = try await server.hear(.request)
      #expect(try again.envelope.idempotencyKey == lost.idempotencyKey)
      #expect(try again.envelope.id != lost.id)
      try server.reply(.said("hello"), to: again)
      let heard = try await reply
      #expect(heard == .said("hello"))
    }

    @Test func afterItsDeadlineItIsSentNoMore() async throws {
      let tries = Deliveries()
      let end = WallClock.system.now() + .milliseconds(500)
      try await BusPair().run({ delivery in
        tries.add(delivery)
        delivery.refuse(Refusal(.unavailable, "Never."))
      }) { client in
        let refusal = await #expect(throws: Refusal.self) {
          try await client.ask(.say("hello"), timeout: .milliseconds(400))
        }
        #expect(refusal?.problem == .unavailable)
      }
      #expect(tries.count > 1)
      #expect(tries.envelopes.allSatisfy { $0.sentAt < end && $0.deadline <= end })
    }
  }

  @Suite("2. At most one effect", .timeLimit(.minutes(1))) struct AtMostOneEffect {
    @Test func aRepeatGetsTheSameAnswerAlsoAfterARestart() async throws {
      let pair = try BusPair()
      let first = try await TallyDesk(in: pair.directory)
      let desk = Mutex(first)
      try await pair.run({ delivery in desk.withLock { $0.receive(delivery) } }) { _ in
        for _ in 0..<2 {
          for _ in 0..<2 {
            let answer = try await pair.exchange(TallyRequest.add(name: "once"))
            let reply = try Coding.decode(TallyReply.self, answer.payload)
            #expect(reply == .written(row: 1))
          }
          let restarted = try await TallyDesk(in: pair.directory)
          desk.withLock { $0 = restarted }
        }
      }
      #expect(try await first.done == 1)
    }
  }
}

/// A desk with a database, which a second one of the same folder goes on with.
struct TallyDesk: Sendable {
  private let desk: Desk<Tally>

  /// Without a runner: nothing here wants anything done outside.
  init(in directory: String) async throws {
    let store = try Store(path: "\(directory)/tally.sqlite", tables: Tally.tables)
    desk = Desk(
      Tally(), store: store, clock: .system(doubtMax: .seconds(60)), randomness: .system, recorder: nil,
      log: LogLines().log)
    await desk.begin()
  }

  func receive(_ delivery: Delivery) { desk.receive(delivery) }

  /// How much was done, once all that was received before has been looked at.
  var done: Int? {
    get async throws { try await desk.status()["done"] }
  }
}
