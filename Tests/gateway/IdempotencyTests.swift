import Hummingbird
import HummingbirdTesting
import Shared
import Testing

@testable import gateway

@Suite(.timeLimit(.minutes(1)))
struct IdempotencyTests {
  private func ids(_ name: String, keys: [String?]) async throws -> [String] {
    let world = try World()
    return try await world.app.test(.router) { client async throws in
      var ids: [String] = []
      for key in keys {
        var sample = Sample(.named(name))
        sample.headers[.idempotencyKey] = key
        let answer = try await client.send(sample)
        ids.append(try #require(answer.headers[.location]))
      }
      return ids
    }
  }

  @Test(arguments: ["POST /v1/photosessions", "POST /v1/photosessions/{photosession}/photos"])
  func aRepeatIsTheSameThing(_ name: String) async throws {
    let ids = try await ids(name, keys: ["one", "one", "two", nil, nil])
    #expect(ids[0] == ids[1])
    #expect(Set(ids).count == 4)
  }

  @Test func theSameKeyOfSomebodyElseIsAnotherThing() throws {
    func visit(_ key: String) -> Visit {
      Visit(
        caller: Caller(token: nil, idempotencyKey: Personal(key)), attachment: nil, now: World.now,
        draws: NotedDraws(.system), asks: try! World().asks)
    }
    let id: Photo.ID = visit("k").identifier("photo", "a", "b")
    #expect(id == visit("k").identifier("photo", "a", "b"))
    #expect(id != visit("k").identifier("photo", "ab", ""))
    #expect(id != visit("k").identifier("photosession", "a", "b"))
    #expect(visit("k").idempotencyKey("photo", "a") != visit("k").idempotencyKey("photo", "b"))
  }

  @Test func aKeyUsedForAnotherOrderIsFoundOut() async throws {
    let world = try World()
    let first = try await Reception(contract: world.contract).handle(
      .openPhotosession(subject: .woman, style: "studio"), Self.visit(world.asks))
    #expect(first.answer.status == 201)
    var asks = world.asks
    let answersWithTheFirst = asks.astriaBridge
    asks.astriaBridge = Ask { (request, extras) async throws(Refusal) in
      guard case .open(let id, let account, _, _) = request else {
        return try await answersWithTheFirst.perform(request, extras)
      }
      return try await answersWithTheFirst.perform(
        .open(photosession: id, account: account, subject: .woman, style: "studio"), extras)
    }
    let refusal = await #expect(throws: Refusal.self) {
      try await Reception(contract: world.contract).handle(
        .openPhotosession(subject: .man, style: "painted"), Self.visit(asks))
    }
    #expect(refusal?.problem == .conflict)
  }

  private static func visit(_ asks: Asks) -> Visit {
    Visit(
      caller: Caller(token: Personal(World.annasToken), idempotencyKey: Personal("k")), attachment: nil, now: World.now,
      draws: NotedDraws(.system), asks: asks)
  }

  @Test(arguments: ["", " ", "a b", "ключ", String(repeating: "k", count: 201)])
  func aKeyIsShortAndVisible(_ key: String) async throws {
    try await World().app.test(.router) { client async throws in
      var sample = Sample(.named("POST /v1/photosessions"))
      sample.headers[.idempotencyKey] = key
      #expect(try await client.send(sample).status == .unprocessableContent)
    }
  }

  @Test func bytesThatCameOnceAreNotTriedForEver() async throws {
    var tries = 0
    let refusal = await #expect(throws: Refusal.self) {
      try await OneOpening.lend(Attachment([1])) { opening async throws(Refusal) in
        // As `Client` does: again and again, as long as it may help.
        while true {
          do throws(Refusal) {
            tries += 1
            _ = try await opening?()
            throw Refusal(.busy, "Too much to do.")
          } catch  where error.problem.isWorthARetry { continue }
        }
      }
    }
    #expect(tries == 2)
    #expect(refusal?.problem == .unavailable)
  }
}
