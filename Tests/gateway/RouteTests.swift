import Hummingbird
import HummingbirdTesting
import Shared
import Testing

@testable import gateway

/// Every route of the table, so that a new one cannot be forgotten.
@Suite(.timeLimit(.minutes(1)))
struct RouteTests {
  private static let happy: [String: Int] = [
    "POST /v1/accounts": 201, "GET /v1/account": 200, "DELETE /v1/account": 202, "PUT /v1/account/consent": 200,
    "DELETE /v1/sign-ins/current": 204, "POST /v1/photosessions": 201, "GET /v1/photosessions": 200,
    "GET /v1/photosessions/{photosession}": 200, "DELETE /v1/photosessions/{photosession}": 202,
    "POST /v1/photosessions/{photosession}/training": 202, "GET /v1/photosessions/{photosession}/events": 200,
    "POST /v1/photosessions/{photosession}/delivered": 202,
    "GET /v1/photosessions/{photosession}/erasure-receipts": 200,
    "POST /v1/photosessions/{photosession}/photos": 201,
    "OPTIONS /v1/photosessions/{photosession}/photos": 204,
    "HEAD /v1/photosessions/{photosession}/photos/{photo}": 204,
    "PATCH /v1/photosessions/{photosession}/photos/{photo}": 201,
    "DELETE /v1/photosessions/{photosession}/photos/{photo}": 204,
    "POST /v1/photosessions/{photosession}/photos/{photo}/check": 200,
    "GET /v1/photosessions/{photosession}/avatars": 200,
    "GET /v1/photosessions/{photosession}/avatars/{avatar}": 200, "GET /v1/styles": 200, "GET /v1/policy": 200,
    "GET /privacy": 200, "GET /v1/policy/face-data": 200, "GET /privacy/face-data": 200, "GET /v1/transparency": 200,
    "GET /transparency": 200, "GET /openapi.json": 200, "GET /": 200, "GET /page/{file}": 200,
    "POST /v1/astria/hints/{token}": 204,
  ]

  @Test func everyRouteIsTriedHere() {
    #expect(Set(Self.happy.keys) == Set(Route.all.map(\.name)))
  }

  @Test(arguments: Route.all.map(\.name))
  func itAnswersAsItShould(_ name: String) async throws {
    let world = try World()
    // A stream of events ends once all is erased.
    if name.hasSuffix("/events") { world.state.withLock { $0.photosessionState = .erased } }
    try await world.app.test(.router) { client async throws in
      let answer = try await client.send(Sample(.named(name)))
      #expect(Int(answer.status.code) == Self.happy[name])
      #expect(answer.headers[.xContentTypeOptions] == "nosniff")
      #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'self'") == true)
    }
  }

  @Test(arguments: Route.all.filter { $0.access != .anyone }.map(\.name))
  func nobodyGetsInWithoutAGoodToken(_ name: String) async throws {
    let world = try World()
    try await world.app.test(.router) { client async throws in
      for header in [nil, "Bearer \(String(repeating: "f", count: 64))", "Basic YTpi", "Bearer", "Bearer a b"] {
        var sample = Sample(.named(name))
        sample.headers[.authorization] = header
        // Signing out needs no more than the token itself: account says what it is worth.
        if name == "DELETE /v1/sign-ins/current", header?.hasPrefix("Bearer f") == true { continue }
        let answer = try await client.send(sample)
        #expect(answer.status == .unauthorized)
        #expect(answer.headers[.wwwAuthenticate] == "Bearer")
        try expect(answer, "unauthorized", sample)
      }
      #expect(world.asked.allSatisfy { $0 == "identify" })
    }
  }

  @Test(arguments: Route.all.filter { $0.access == .photosession }.map(\.name))
  func somebodyElsesPhotosessionDoesNotExist(_ name: String) async throws {
    let world = try World()
    try await world.app.test(.router) { client async throws in
      var sample = Sample(.named(name))
      sample.headers[.authorization] = "Bearer \(World.bertsToken)"
      #expect(try await client.send(sample).status == .notFound)
      #expect(world.asked == ["identify", "photosession"])
      let unknown = Sample(.named(name), photosession: Photosession.ID(bytes: Array(repeating: 9, count: 16)))
      try expect(await client.send(unknown), "not-found", unknown)
    }
  }

  /// The status says it alone where an answer has no body.
  private func expect(_ answer: TestResponse, _ problem: String, _ sample: Sample) throws {
    if sample.method == .head {
      #expect(answer.body.readableBytes == 0)
      #expect(answer.status == (problem == "not-found" ? .notFound : .unauthorized))
    } else {
      #expect(try answer.problem.type == "urn:mayfly:problem:\(problem)")
    }
  }

  @Test(arguments: Route.all.filter { $0.path.contains("{photosession}") }.map(\.name))
  func whatIsNoIdentifierNamesNothing(_ name: String) async throws {
    let world = try World()
    try await world.app.test(.router) { client async throws in
      for text in ["..", "%2e%2e", "0", String(repeating: "A", count: 32), String(repeating: "a", count: 10_000)] {
        var sample = Sample(.named(name))
        sample.uri = sample.uri.replacing(World.photosession.text, with: text)
        #expect(try await client.send(sample).status == .notFound)
      }
      #expect(world.asked.isEmpty)
    }
  }

  @Test(arguments: Set(Route.all.map(\.path)).sorted())
  func anotherMethodIsNotAllowedAndTheAnswerSaysWhichAre(_ path: String) async throws {
    try await World().app.test(.router) { client async throws in
      let routes = Route.all.filter { $0.path == path }
      var sample = Sample(routes[0])
      sample.method = routes.map(\.method).contains(.patch) ? .put : .patch
      let answer = try await client.send(sample)
      #expect(try answer.problem.status == 405)
      #expect(answer.headers[.allow]?.isEmpty == false)
    }
  }

  @Test(arguments: [
    "/v1", "/v1/nothing", "/v1/sign-ins", "/privacy/nothing", "/page", "/page/a/b", "/healthz", "/metrics",
  ])
  func elsewhereThereIsNothing(_ path: String) async throws {
    try await World().app.test(.router) { client async throws in
      #expect(try await client.send(Sample(.get, path)).problem.type == "urn:mayfly:problem:not-found")
    }
  }
}

extension Route {
  var name: String { "\(method.rawValue) \(path)" }
  static func named(_ name: String) -> Route { all.first { $0.name == name }! }
}
