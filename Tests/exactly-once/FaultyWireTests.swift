import TestSupport
import Testing

@testable import Shared
@testable import tally

/// Two real processes, and between them a wire that drops, doubles, reorders and delays messages, and breaks.
@Suite(.serialized, .timeLimit(.minutes(20))) struct FaultyWireTests {
  private static let rates = WireFaultRates(drop: 8, duplicate: 20, overtaken: 20, delay: 3, cut: 2)
  private static let clearErrors: Set<Problem> = [.unavailable, .timedOut, .busy]
  /// Bytes can be hurt besides, and then are refused.
  private static let clearErrorsOfBytes = clearErrors.union([.bodyLengthMismatch, .cancelled])

  @Test func everyEffectHappensOnceWhateverTheWireDoes() async throws {
    var random = Seeded.announced()
    let server = try TallyServer()
    let wire = try server.wire(random.split(), Self.rates.decide)
    let crowd = Crowd(Scale.pick(3000, all: 30_000), atOnce: 64)
    try await Caller.calling(through: wire.folder) { caller in
      await crowd.ask { number throws(Refusal) in
        try await caller.add(ExactlyOnce.name(number), timeout: .seconds(20))
      }
    }
    #expect(wire.met.keys.sorted() == ["cut", "delay", "drop", "duplicate", "none", "overtaken"])
    ExactlyOnce(crowd: crowd, deeds: try server.deeds())
      .expect(answered: crowd.count * 9 / 10, otherwise: Self.clearErrors)
  }

  @Test func bytesOfARequestArriveWholeOrAreRefused() async throws {
    var random = Seeded.announced()
    let server = try TallyServer()
    let parcels = Parcels(seed: random.next())
    let wire = try server.wire(random.split(), Self.rates.decide)
    let crowd = Crowd(Scale.pick(200, all: 2000), atOnce: 16)
    try await Caller.calling(through: wire.folder) { caller in
      await crowd.ask { number throws(Refusal) in
        try await caller.keep(parcels.bytes(number), ExactlyOnce.name(number))
      }
    }
    let deeds = try await server.deedsAtRest()
    ExactlyOnce(crowd: crowd, deeds: deeds).expect(answered: crowd.count / 2, otherwise: Self.clearErrorsOfBytes)
    #expect(parcels.match(deeds, of: crowd))
  }

  @Test func bytesOfAnAnswerArriveWholeOrFail() async throws {
    var random = Seeded.announced()
    let server = try TallyServer()
    let wire = try server.wire(random.split(), Self.rates.decide)
    let crowd = Crowd(Scale.pick(100, all: 1000), atOnce: 16)
    try await Caller.calling(through: wire.folder) { caller in
      await crowd.ask { number throws(Refusal) in
        try await caller.receives(300_000 + number) ? 1 : 0
      }
    }
    let wrong = crowd.outcome.filter { _, end in
      switch end {
      case .success(let isWhole): isWhole == 0
      case .failure(let refusal): !Self.clearErrorsOfBytes.contains(refusal.problem)
      }
    }
    #expect(wrong.isEmpty)
    _ = try await server.deedsAtRest()
  }
}
