import Foundation
import TestSupport
import Testing

@testable import Shared
@testable import tally

/// Two real processes, one of which is killed again and again.
@Suite(.serialized, .timeLimit(.minutes(20))) struct KilledServerTests {
  private static let clearErrors: Set<Problem> = [.unavailable, .timedOut, .busy]

  @Test func everyEffectHappensOnceHoweverOftenTheServerIsKilled() async throws {
    let server = try TallyServer()
    let crowd = Crowd(Scale.pick(5000, all: 100_000), atOnce: 64)
    try await Self.ask(server, crowd, kills: Scale.pick(10, all: 50)) { caller, number throws(Refusal) in
      try await caller.add(ExactlyOnce.name(number))
    }
    ExactlyOnce(crowd: crowd, deeds: try server.deeds())
      .expect(answered: crowd.count * 99 / 100, otherwise: Self.clearErrors)
  }

  @Test func bytesThatWereOnTheirWayToAKilledServerAreSentAgain() async throws {
    let server = try TallyServer()
    let crowd = Crowd(Scale.pick(400, all: 4000), atOnce: 16)
    let parcels = Parcels(seed: 1)
    try await Self.ask(server, crowd, kills: Scale.pick(5, all: 50)) { caller, number throws(Refusal) in
      try await caller.keep(parcels.bytes(number), ExactlyOnce.name(number))
    }
    let deeds = try server.deeds()
    ExactlyOnce(crowd: crowd, deeds: deeds).expect(answered: crowd.count * 99 / 100, otherwise: Self.clearErrors)
    #expect(parcels.match(deeds, of: crowd))
  }

  private static func ask(
    _ server: TallyServer, _ crowd: Crowd, kills: Int, test: String = #function,
    _ ask: @escaping @Sendable (Caller, Int) async throws(Refusal) -> Int
  ) async throws {
    var random = Seeded.announced(test)
    let killer = Killer(server, kills, during: crowd.count, &random)
    try await Caller.calling(through: server.sockets) { caller in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await killer.run() }
        await crowd.ask(noted: killer.hear) { number throws(Refusal) in try await ask(caller, number) }
        try await group.waitForAll()
      }
    }
  }
}

/// Kills the server when so many requests have ended, a moment later, at points drawn beforehand.
private struct Killer: Sendable {
  private struct Point {
    let requests: Int
    let microseconds: Int
  }

  private let server: TallyServer
  private let points: [Point]
  private let ended: AsyncStream<Int>
  private let heard: AsyncStream<Int>.Continuation

  init(_ server: TallyServer, _ kills: Int, during requests: Int, _ random: inout Seeded) {
    self.server = server
    (ended, heard) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    points = (0..<kills).map { _ in
      Point(
        requests: .random(in: 0..<requests * 9 / 10, using: &random),
        microseconds: .random(in: 0..<5000, using: &random))
    }.sorted { $0.requests < $1.requests }
  }

  func hear(_ ended: Int) { heard.yield(ended) }

  func run() async throws {
    var left = points[...]
    for await count in ended {
      while let point = left.first, point.requests <= count {
        left.removeFirst()
        try await ContinuousClock().sleep(for: .microseconds(point.microseconds))
        try server.restart()
      }
      if left.isEmpty { return }
    }
  }
}
