import Hummingbird
import HummingbirdTesting
import Shared
import Testing

@testable import gateway

@Suite(.timeLimit(.minutes(1)))
struct AvatarTests {
  private static let length = World.avatarBytes.count

  private func get(_ range: String?) async throws -> TestResponse {
    try await World().app.test(.router) { client async throws in
      var sample = Sample(.named("GET /v1/photosessions/{photosession}/avatars/{avatar}"))
      sample.headers[.range] = range
      return try await client.send(sample)
    }
  }

  @Test func itComesWholeAndIsKeptByNobodyOnTheWay() async throws {
    let answer = try await get(nil)
    #expect(answer.status == .ok)
    #expect(Array(answer.body.readableBytesView) == World.avatarBytes)
    #expect(answer.headers[.contentType] == "image/png")
    #expect(answer.headers[.cacheControl] == "no-store")
    #expect(answer.headers[.acceptRanges] == "bytes")
  }

  @Test(arguments: [
    ("bytes=0-0", 0..<1), ("bytes=10-19", 10..<20), ("bytes=262143-262144", 262_143..<262_145),
    ("bytes=599990-", 599_990..<600_000), ("bytes=-7", 599_993..<600_000), ("bytes=0-9999999", 0..<600_000),
    ("bytes=-9999999", 0..<600_000),
  ])
  func aRangeComesAlone(_ header: String, _ range: Range<Int>) async throws {
    let answer = try await get(header)
    #expect(answer.status == .partialContent)
    #expect(Array(answer.body.readableBytesView) == Array(World.avatarBytes[range]))
    #expect(answer.headers[.contentRange] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(Self.length)")
  }

  @Test(arguments: ["bytes=0-1,5-6", "bytes=9-1", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=1"])
  func anythingElseMeansAllOfIt(_ header: String) async throws {
    #expect(try await get(header).status == .ok)
  }

  @Test(arguments: ["bytes=600000-", "bytes=700000-800000", "bytes=-0"])
  func bytesBeyondTheEndCannotBeHad(_ header: String) async throws {
    #expect(try await get(header).problem.type == "urn:mayfly:problem:range-not-satisfiable")
  }

  @Test func oneThatIsErasedIsNotFound() async throws {
    try await World().app.test(.router) { client async throws in
      var sample = Sample(.named("GET /v1/photosessions/{photosession}/avatars/{avatar}"))
      sample.uri = sample.uri.replacing(World.avatar.text, with: World.photo.text)
      #expect(try await client.send(sample).status == .notFound)
    }
  }
}
