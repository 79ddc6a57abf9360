import Synchronization
import TestSupport
import Testing

@testable import Shared
@testable import tally

/// One message of one kind meets one fault, and all is well again in seconds, not when some time-out is over.
@Suite(.serialized, .timeLimit(.minutes(5))) struct OneFaultTests {
  private static let faults: [WireFault] = [
    .drop, .duplicate(after: 0), .duplicate(after: 2), .overtaken(by: 1), .cut,
  ]
  /// Which of a kind's messages it is to be: the window of an attachment opens with its first grant and lasts.
  private static let moments = "QREXASP".map { ($0, 1) } + "CG".flatMap { [($0, 1), ($0, 2)] }
  private static func cases() -> [OneFault] {
    moments.flatMap { moment in faults.map { OneFault(moment.0, moment.1, $0) } }
  }
  /// The bus asks again for an answer that may be lost, and a few seconds more.
  private static let patience = Bus.answerAfterBytesMax + .seconds(5)
  private static let size = 700_000

  @Test func itDelaysARequestWithBytesForSecondsAtMost() async throws {
    let server = try await TallyServer.ready()
    let parcel = TallyRunner.bytes(Self.size)
    let cases = Self.cases()
    let crowd = Crowd(cases.count, atOnce: 8)
    await crowd.ask { number throws(Refusal) in
      try await Self.within(server, cases[number]) { caller throws(Refusal) in
        try await caller.keep(parcel, ExactlyOnce.name(number), timeout: .seconds(40))
      }
    }
    ExactlyOnce(crowd: crowd, deeds: try await server.deedsAtRest())
      .expect(answered: crowd.count, otherwise: [])
  }

  @Test func itDelaysTheBytesOfAnAnswerForSecondsAtMost() async throws {
    let server = try await TallyServer.ready()
    let cases = Self.cases()
    let crowd = Crowd(cases.count, atOnce: 8)
    await crowd.ask { number throws(Refusal) in
      try await Self.within(server, cases[number]) { caller throws(Refusal) in
        try await caller.receives(Self.size) ? 1 : 0
      }
    }
    _ = try await server.deedsAtRest()
    let wrong = crowd.outcome.compactMap { number, end in
      switch end {
      case .success(let isWhole): isWhole == 1 ? nil : "\(cases[number]): other bytes came"
      case .failure(let refusal): refusal.problem == .unavailable ? nil : "\(cases[number]): \(refusal)"
      }
    }
    #expect(wrong.isEmpty)
  }

  private static func within(
    _ server: TallyServer, _ fault: OneFault, _ ask: (Caller) async throws(Refusal) -> Int
  ) async throws(Refusal) -> Int {
    let start = ContinuousClock.now
    defer { #expect(ContinuousClock.now - start < patience, "\(fault)") }
    let end: Result<Int, Refusal>
    do {
      let wire = try server.wire(Seeded(seed: 1), fault.decide)
      end = try await Caller.calling(through: wire.folder) { caller in
        do throws(Refusal) { return .success(try await ask(caller)) } catch { return .failure(error) }
      }
    } catch {
      throw Refusal(.internal, "\(error)")
    }
    return try end.get()
  }
}

/// A fault that happens once.
private final class OneFault: Sendable, CustomStringConvertible {
  private let kind: Character
  private let number: Int
  private let fault: WireFault
  private let seen = Mutex(0)

  init(_ kind: Character, _ number: Int, _ fault: WireFault) {
    self.kind = kind
    self.number = number
    self.fault = fault
  }

  var description: String { "\(kind) number \(number): \(fault)" }

  func decide(_ message: WireMessage, _ direction: WireDirection, _ random: inout Seeded) -> WireFault {
    guard message.kind == kind else { return .none }
    let count = seen.withLock { seen in
      seen += 1
      return seen
    }
    return count == number ? fault : .none
  }
}
