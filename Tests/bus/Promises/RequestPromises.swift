import Synchronization
import TestSupport
import Testing

@testable import Shared
@testable import tally

extension BusPromiseTests {
  @Suite("3. Deadlines at every hop", .timeLimit(.minutes(1))) struct Deadlines {
    @Test func whatIsPastItsDeadlineIsNotSent() async throws {
      let pair = try BusPair()
      let server = try StrangeServer(for: pair)
      let late = EchoRequest.say("late")
      let refusal = await #expect(throws: Refusal.self) {
        try await pair.exchange(late, .of(late, within: .milliseconds(-1)))
      }
      #expect(refusal?.problem == .timedOut)
      async let reply = pair.client.ask(.say("in time"))
      let request = try await server.hear()
      #expect(try Coding.decode(EchoRequest.self, request.parts[2]) == .say("in time"), "nothing came before")
      try server.reply(.said("in time"), to: request)
      _ = try await reply
    }

    @Test func whatIsPastItsDeadlineIsNotTakenIn() async throws {
      let heard = Deliveries()
      let pair = try BusPair()
      try await pair.run({ heard.add($0) }) { _ in
        let stranger = try Stranger(at: "ipc://\(pair.directory)/upload-store.sock")
        let late = EchoRequest.say("late")
        try stranger.say(late, .of(late, within: .milliseconds(-1)))
        let refusal = try await stranger.refusal()
        #expect(refusal.problem == .timedOut)
      }
      #expect(heard.count == 0)
    }

    @Test func bytesDoNotOutliveTheDeadline() async throws {
      let heard = Deliveries()
      let pair = try BusPair()
      try await pair.run({ heard.add($0) }) { _ in
        let stranger = try Stranger(at: "ipc://\(pair.directory)/upload-store.sock")
        let head = AttachmentHead(length: 1)
        try stranger.say(EchoRequest.swallow, .of(EchoRequest.swallow, within: .milliseconds(500), attachment: head))
        let delivery = try await heard.first()
        try await Eventually.holds("nothing is left") { await pair.answering.incoming.isEmpty }
        let refusal = await #expect(throws: Refusal.self) { try await delivery.attachment?.next() }
        #expect(refusal?.problem == .timedOut)
      }
    }

    @Test func whatIsPastItsDeadlineIsNotBegun() async throws {
      let pair = try BusPair()
      let desk = try await TallyDesk(in: pair.directory)
      let deliveries = Deliveries()
      try await pair.run({ deliveries.add($0) }) { _ in
        let request = TallyRequest.add(name: "late")
        let refusal = await #expect(throws: Refusal.self) {
          try await pair.exchange(request, .of(request, within: .milliseconds(50)))
        }
        #expect(refusal?.problem == .timedOut)
        desk.receive(try await deliveries.first())
        #expect(try await desk.done == 0)
      }
    }

    /// Who waits by the time of day waits a day longer when it is set back a day.
    @Test func aClockThatIsSetBackMakesNobodyWaitLonger() async throws {
      let shift = Mutex(Duration.zero)
      let pair = try BusPair(clock: WallClock { WallClock.system.now() + shift.withLock { $0 } })
      try await pair.run({ _ in shift.withLock { $0 = .seconds(-100_000) } }) { client in
        let refusal = await #expect(throws: Refusal.self) {
          try await client.ask(.say("hello"), timeout: .milliseconds(300))
        }
        #expect(refusal?.problem == .timedOut)
      }
      #expect(shift.withLock { $0 } < .zero, "it was set back")
    }
  }

  @Suite("4. A closed set of errors", .timeLimit(.minutes(1))) struct ClosedErrors {
    @Test(arguments: Problem.allCases) func eachArrivesAsItIs(_ problem: Problem) async throws {
      let pair = try BusPair()
      try await pair.run({ $0.refuse(Refusal(problem, "Do this next.")) }) { _ in
        let refusal = await #expect(throws: Refusal.self) { try await pair.exchange(EchoRequest.say("hello")) }
        #expect(refusal == Refusal(problem, "Do this next."))
      }
    }

    @Test func aRefusalThatMakesNoSenseIsToldAsOne() async throws {
      let pair = try BusPair()
      let server = try StrangeServer(for: pair)
      async let result = pair.refusal(of: .say("hello"))
      let request = try await server.hear(.request)
      let envelope = ReplyEnvelope(
        to: try request.envelope.id, status: .refused, kind: "?", schema: 1, sentAt: WallClock.system.now())
      server.say(Frame(.reply), [envelope.encoded(), [1, 2, 3]], to: request.name)
      #expect(await result?.problem == .internal)
    }

    @Test func anAnswerThatIsTooLargeIsRefusedInstead() async throws {
      let pair = try BusPair()
      try await pair.run({ $0.said(String(repeating: "x", count: Coding.sizeMax)) }) { _ in
        #expect(await pair.refusal(of: .say("hello"))?.problem == .bodyTooLarge)
      }
    }

    @Test func whoHasNoAddressIsToldAsUnavailable() async throws {
      let pair = try BusPair { one, _ in one.endpoints = [:] }
      let refusal = await pair.refusal(of: .say("hello"))
      #expect(refusal?.problem == .unavailable)
      #expect(refusal?.detail.contains("No address of upload-store is set") == true)
    }
  }

  @Suite("5. Back-pressure", .timeLimit(.minutes(1))) struct BackPressure {
    @Test func moreThanCanBeAnsweredIsRefusedAsBusy() async throws {
      let pair = try BusPair { _, other in other.unansweredMax = 2 }
      let taken = Deliveries()
      try await pair.run({ taken.add($0) }) { client in
        async let one = client.ask(.say("1"))
        async let other = client.ask(.say("2"))
        let deliveries = try await taken.get(2)
        #expect(await pair.refusal(of: .say("3"))?.problem == .busy)
        for delivery in deliveries { delivery.said("done") }
        let replies = try await [one, other]
        #expect(replies == [.said("done"), .said("done")])
        async let third = client.ask(.say("3"))
        try await taken.get(3)[2].said("done")
        let reply = try await third
        #expect(reply == .said("done"))
      }
    }

    /// Nobody takes anything out of the queue.
    @Test func moreThanAQueueHoldsIsRefusedAsBusy() async throws {
      let pair = try BusPair()
      let server = try StrangeServer(for: pair)
      let problems = await withTaskGroup(of: Problem?.self) { group in
        for _ in 0..<6000 {
          group.addTask { await pair.refusal(of: .say("hello"), within: .seconds(3))?.problem }
        }
        return await group.reduce(into: [Problem?: Int]()) { $0[$1, default: 0] += 1 }
      }
      #expect(problems[.busy, default: 0] > 0)
      #expect(problems[.timedOut, default: 0] > 1000)
      #expect(problems.values.reduce(0, +) == 6000 && problems.count == 2, "each hears what became of it")
      withExtendedLifetime(server) {}
    }
  }
}

extension BusPair {
  /// Why it is not answered.
  func refusal(of request: EchoRequest, within limit: Duration = .seconds(20)) async -> Refusal? {
    do {
      _ = try await exchange(request, .of(request, within: limit))
      return nil
    } catch {
      return error as? Refusal
    }
  }
}

extension Stranger {
  /// What it is refused with next.
  func refusal() async throws -> Refusal {
    let parts = try await Eventually.get("a stranger is answered") { hear() }
    let envelope = try parts[1].withUnsafeBytes { try ReplyEnvelope(encoded: $0) }
    #expect(envelope.status == .refused)
    return try Coding.decode(Refusal.self, parts[2])
  }
}
