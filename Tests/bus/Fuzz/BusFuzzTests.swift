import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Shared

/// Strangers say anything at all to a running bus, and whoever speaks properly notices nothing of it.
@Suite(.serialized, .timeLimit(.minutes(10))) struct BusFuzzTests {
  /// In a process of its own, so that a crash ends the test and not the run, and nothing else takes up memory.
  @Test func strangersChangeNothingForOthers() async throws {
    var random = Seeded.announced()
    let (seed, count) = (random.next(), Scale.pick(2000, all: 100_000))
    await #expect(processExitsWith: .success) { [seed = seed as UInt64, count = count as Int] in
      // Ends what hangs.
      alarm(400)
      try await BusFuzz(Seeded(seed: seed), count: count).run()
    }
  }

  /// Whatever stands where a process should, each request finds an end.
  @Test func aStrangeServerDoesNoHarm() async throws {
    var random = Seeded.announced()
    let (seed, rounds) = (random.next(), Scale.pick(100, all: 5000))
    await #expect(processExitsWith: .success) { [seed = seed as UInt64, rounds = rounds as Int] in
      alarm(400)
      var fuzz = try ServerFuzz(Seeded(seed: seed))
      try await fuzz.run(rounds)
    }
  }
}

/// A bus that asks somebody who says twenty strange things before each answer.
private struct ServerFuzz {
  private let pair: BusPair
  private let server: StrangeServer
  private var frames: StrangeFrames
  private var malformed = 0

  init(_ random: Seeded) throws {
    pair = try BusPair(logging: .error)
    server = try StrangeServer(for: pair)
    frames = StrangeFrames(from: .server, random)
  }

  mutating func run(_ rounds: Int) async throws {
    var before = 0
    for round in 0..<rounds {
      if round == rounds / 4 { before = try Memory.resident }
      try await self.round()
    }
    let (growth, malformed, pair) = (try Memory.resident - before, malformed, pair)
    #expect(growth < Memory.noise, "\(growth) bytes are left behind")
    try await Eventually.holds("each is counted") { await pair.asking.malformed == malformed }
    try await pair.isAtRest()
  }

  private mutating func round() async throws {
    let (pair, request) = (pair, EchoRequest.say("hello"))
    let envelope = Envelope.of(request)
    async let end: Void = Self.ask(request, envelope, pair)
    let heard = try await server.hear(.request)
    frames.streams = [envelope.id]
    for _ in 0..<20 {
      let parts = try frames.next()
      if frames.isMalformed(parts) { malformed += 1 }
      server.say(parts, to: heard.name)
    }
    try server.reply(.said("hello"), to: heard)
    await end
  }

  /// Whatever comes of it.
  private static func ask(_ request: EchoRequest, _ envelope: Envelope, _ pair: BusPair) async {
    do { try await pair.exchange(request, envelope).attachment?.cancel() } catch {
      #expect(error is Refusal)
    }
  }
}

/// A bus that strangers speak to, while a client asks and attachments travel in both directions.
private final class BusFuzz: Sendable {
  /// So many messages from one stranger; then comes another.
  private static let patience = 500
  private static let (taken, given): (Envelope.ID, Envelope.ID) = (
    Envelope.ID(bytes: Array(repeating: 1, count: 16)), Envelope.ID(bytes: Array(repeating: 2, count: 16))
  )

  private let random: Seeded
  private let count: Int
  private let pair: BusPair
  private let isOver = Atomic(false)
  private let malformed = Atomic(0)
  /// What was served meanwhile.
  private let served = Atomic(0)

  init(_ random: Seeded, count: Int) throws {
    (self.random, self.count) = (random, count)
    pair = try BusPair(logging: .error)
  }

  func run() async throws {
    try await pair.run({ await Self.answer($0) }) { client in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await self.whileStrangersSpeak { try await self.ask(client, number: $0) } }
        group.addTask { try await self.whileStrangersSpeak { _ in try await self.sendBytes() } }
        group.addTask { try await self.whileStrangersSpeak { _ in try await self.fetchBytes() } }
        let result = await self.letStrangersSpeak()
        self.isOver.store(true, ordering: .relaxed)
        try await group.waitForAll()
        try result.get()
      }
      let counted = await self.pair.answering.malformed
      #expect(counted == self.malformed.load(ordering: .relaxed))
      #expect(self.served.load(ordering: .relaxed) > 0)
    }
  }

  /// Answers whatever is asked, within reason.
  private static func answer(_ delivery: Delivery) async {
    do {
      if case .give(let bytes) = try Coding.decode(EchoRequest.self, delivery.payload), !(0...3_000_000).contains(bytes)
      {
        throw Refusal(.bodyTooLarge, "That many bytes nobody has.")
      }
      await BusPair.echo(delivery)
    } catch {
      delivery.refuse(error as? Refusal ?? .fault)
    }
  }

  // MARK: Strangers

  /// On a thread of their own, which may wait.
  private func letStrangersSpeak() async -> Result<Void, any Error> {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: Result { try self.speak() }) }
    }
  }

  private func speak() throws {
    var frames = StrangeFrames(from: .client, random, about: [Self.taken, Self.given])
    var before = 0
    for said in stride(from: 0, to: count, by: Self.patience) {
      if said <= count / 4 { before = try Memory.resident }
      let stranger = try Stranger.named(frames.name(), at: "ipc://\(pair.directory)/upload-store.sock")
      for _ in 0..<min(Self.patience, count - said) {
        let parts = try frames.next()
        if frames.isMalformed(parts) { malformed.add(1, ordering: .relaxed) }
        while !stranger.say(parts) { _ = stranger.hear(within: 1) }
      }
      try waitUntilHeard(stranger)
    }
    let growth = try Memory.resident - before
    #expect(growth < Memory.noise, "\(growth) bytes are left behind")
  }

  /// He is answered as well, once he speaks properly: then all that he said before was taken in.
  private func waitUntilHeard(_ stranger: Stranger) throws {
    let payload = try Coding.encode(EchoReply.said("farewell"))
    try stranger.say(EchoRequest.say("farewell"))
    while let parts = stranger.hear(within: 30_000) {
      if parts.last == payload { return }
      // Too busy, perhaps: others said a lot at once.
      if parts[0] == Frame(.reply).header { try stranger.say(EchoRequest.say("farewell")) }
    }
    throw InVain("A stranger was not answered.")
  }

  // MARK: The others

  private func whileStrangersSpeak(_ act: (Int) async throws -> Void) async throws {
    var number = 0
    while !isOver.load(ordering: .relaxed) {
      try await act(number)
      number += 1
      served.add(1, ordering: .relaxed)
    }
  }

  private func ask(_ client: Client<EchoRequest>, number: Int) async throws {
    let reply = try await client.ask(.say("\(number)"), timeout: .seconds(30))
    #expect(reply == .said("\(number)"))
  }

  private func sendBytes() async throws {
    let bytes = Pattern.bytes(2_000_000)
    let head = AttachmentHead(length: bytes.count)
    let answer = try await pair.exchange(
      EchoRequest.swallow, .of(EchoRequest.swallow, id: Self.taken, attachment: head), attachment: Attachment(bytes))
    let reply = try Coding.decode(EchoReply.self, answer.payload)
    #expect(reply == .swallowed(bytes: bytes.count, digest: Pattern.digest(bytes)))
  }

  private func fetchBytes() async throws {
    let request = EchoRequest.give(bytes: 2_000_000)
    let answer = try await pair.exchange(request, .of(request, id: Self.given))
    let bytes = try await answer.attachment?.all()
    #expect(bytes == Pattern.bytes(2_000_000))
  }
}
