import Foundation
import Hummingbird
import HummingbirdTesting
import Shared
import Testing

@testable import gateway

@Suite(.timeLimit(.minutes(1)))
struct RecordingTests {
  /// All routes, some refusals, recorded.
  private func record() async throws -> String {
    let directory = FileManager.default.temporaryDirectory.appending(path: "gateway-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let world = try World(record: directory)
    try await world.app.test(.router) { client async throws in
      for route in Route.all where !route.path.hasSuffix("/events") {
        var sample = Sample(route)
        _ = try await client.send(sample)
        sample.headers[.idempotencyKey] = "key-canary"
        _ = try await client.send(sample)
        sample.headers[.authorization] = "Bearer \(World.bertsToken)"
        _ = try await client.send(sample)
      }
      for born in ["2010-01-01", "canary"] {
        let body = Sample.signUp.replacing("1990-05-17", with: born)
        _ = try await client.send(Sample(.post, "/v1/accounts", body, token: nil))
      }
      world.state.withLock { $0.refusals[.janitor] = Refusal(.unavailable, "Away.") }
      _ = try await client.send(Sample(.named("POST /v1/photosessions")))
    }
    return try String(contentsOfFile: try #require(world.recorder).path, encoding: .utf8)
  }

  @Test func aRecordedRunIsReplayedWithoutADifference() async throws {
    let result = try await GatewayReplay([Recording(text: record())]).run()
    #expect(result.turns > 40)
    #expect(result.differences.isEmpty, "\(result.differences.first.map(String.init(describing:)) ?? "")")
  }

  @Test(arguments: [
    (#""avatarsReady":0"#, #""avatarsReady":3"#), (#""consentIsCurrent":true"#, #""consentIsCurrent":false"#),
    (#""style":"studio""#, #""style":"painted""#),
  ])
  func aChangedReplyShows(_ recorded: String, _ changed: String) async throws {
    let lines = try await record().split(separator: "\n").map(String.init).map { line in
      line.contains(#""line":"received""#) ? line.replacing(recorded, with: changed) : line
    }
    let result = try await GatewayReplay([Recording(text: lines.joined(separator: "\n") + "\n")]).run()
    #expect(!result.differences.isEmpty)
  }

  @Test func whatIdentifiesAPersonIsNotInIt() async throws {
    let text = try await record()
    #expect(text.contains(World.photosession.text))
    for canary in [
      "anary", World.annasToken, World.bertsToken, "1990-05-17", "2010-01-01", Hex.encode(World.avatarBytes.prefix(16)),
      "a photo", "blurry",
    ] {
      #expect(!text.contains(canary))
    }
  }

  @Test func callsAtTheSameTimeAreToldApart() async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "gateway-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let world = try World(record: directory)
    try await world.app.test(.router) { client async throws in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 {
          group.addTask { _ = try await client.send(Sample(.named("GET /v1/photosessions/{photosession}"))) }
          group.addTask { _ = try await client.send(Sample(.named("GET /v1/account"))) }
        }
        try await group.waitForAll()
      }
    }
    let text = try String(contentsOfFile: try #require(world.recorder).path, encoding: .utf8)
    let result = try await GatewayReplay([Recording(text: text)]).run()
    #expect(result.turns == 40)
    #expect(result.differences.isEmpty)
  }
}
