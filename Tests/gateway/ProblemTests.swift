import Hummingbird
import HummingbirdTesting
import Shared
import Testing

@testable import gateway

@Suite(.timeLimit(.minutes(1)))
struct ProblemTests {
  private static let statuses: [Problem: Int] = [
    .malformedRequest: 400, .invalidField: 422, .bodyTooLarge: 413, .bodyLengthMismatch: 400, .unknownVersion: 400,
    .methodNotAllowed: 405, .rangeNotSatisfiable: 416, .unauthorized: 401, .forbidden: 403, .underAge: 403,
    .consentOutdated: 409, .notFound: 404, .unsupportedImage: 415, .notAnImage: 422, .imageTruncated: 422,
    .imageMalformed: 422, .photoTooLarge: 413, .tooManyPixels: 422, .unknownStyle: 422, .tooFewPhotos: 409,
    .tooManyPhotos: 409, .photosClosed: 409, .trainingAlreadyRequested: 409, .conflict: 409,
    .retentionUnavailable: 503, .contractMismatch: 503, .unavailable: 503, .busy: 503, .timedOut: 504, .cancelled: 409,
    .insufficientStorage: 503, .internal: 500, .mismatchingUploadOffset: 409, .inconsistentUploadLength: 400,
    .completedUpload: 400,
  ]

  @Test(arguments: Problem.allCases)
  func aRefusalOfAnotherProcessReachesThePhone(_ problem: Problem) async throws {
    let world = try World()
    world.state.withLock { $0.refusals[.uploadStore] = Refusal(problem, "Do this next.") }
    try await world.app.test(.router) { client async throws in
      let answer = try await client.send(Sample(.named("POST /v1/photosessions/{photosession}/photos")))
      let document = try answer.problem
      let isRegistered: Set<Problem> = [.mismatchingUploadOffset, .inconsistentUploadLength, .completedUpload]
      let family =
        isRegistered.contains(problem) ? "https://iana.org/assignments/http-problem-types#" : "urn:mayfly:problem:"
      #expect(document.type == "\(family)\(problem.rawValue)")
      #expect(document.detail == "Do this next.")
      #expect(Int(answer.status.code) == Self.statuses[problem])
      #expect(document.status == Self.statuses[problem])
      #expect((document.retryAfter != nil) == problem.isWorthARetry)
      #expect(answer.headers[.retryAfter] == document.retryAfter.map { "\($0)" })
    }
  }

  @Test(arguments: [Problem.unavailable, .timedOut, .busy, .retentionUnavailable])
  func withoutAJanitorNoPhotosessionIsOpened(_ problem: Problem) async throws {
    let world = try World()
    world.state.withLock { $0.refusals[.janitor] = Refusal(problem, "The janitor is away.") }
    try await world.app.test(.router) { client async throws in
      let answer = try await client.send(Sample(.named("POST /v1/photosessions")))
      #expect(try answer.problem.type == "urn:mayfly:problem:retention-unavailable")
      #expect(!world.asked.contains("open"))
    }
  }

  @Test func anOutdatedConsentStopsWhatGoesOnButNotWhatEnds() async throws {
    let world = try World()
    world.state.withLock { $0.consentIsCurrent = false }
    try await world.app.test(.router) { client async throws in
      for name in [
        "POST /v1/photosessions", "POST /v1/photosessions/{photosession}/photos",
        "POST /v1/photosessions/{photosession}/training",
      ] {
        #expect(try await client.send(Sample(.named(name))).problem.type == "urn:mayfly:problem:consent-outdated")
      }
      for name in ["DELETE /v1/photosessions/{photosession}", "POST /v1/photosessions/{photosession}/delivered"] {
        #expect(try await client.send(Sample(.named(name))).status == .accepted)
      }
    }
  }

  @Test func aPhotoIsRefusedOnceTrainingHasBegun() async throws {
    let world = try World()
    world.state.withLock { $0.photosessionState = .training }
    try await world.app.test(.router) { client async throws in
      let answer = try await client.send(Sample(.named("POST /v1/photosessions/{photosession}/photos")))
      #expect(try answer.problem.type == "urn:mayfly:problem:photos-closed")
      #expect(!world.asked.contains("storePhoto"))
    }
  }

  @Test func anActIsDoneEvenIfUploadStoreCannotBeAskedAfterwards() async throws {
    let world = try World()
    world.state.withLock { $0.refusals[.uploadStore] = Refusal(.unavailable, "Away.") }
    try await world.app.test(.router) { client async throws in
      let answer = try await client.send(Sample(.named("DELETE /v1/photosessions/{photosession}")))
      #expect(answer.status == .accepted)
      #expect(try answer.json["held"] == nil)
      #expect(
        try await client.send(Sample(.named("GET /v1/photosessions/{photosession}"))).status == .serviceUnavailable)
    }
  }

  @Test(arguments: [0, 1, 29, 30, 31, 120])
  func allReceiptsComeHoweverManyPagesTheJanitorNeeds(_ count: Int) async throws {
    let world = try World()
    world.state.withLock { $0.receipts = count }
    try await world.app.test(.router) { client async throws in
      let answer = try await client.send(Sample(.named("GET /v1/photosessions/{photosession}/erasure-receipts")))
      guard case .array(let receipts)? = try answer.json["receipts"] else { throw Refusal.fault }
      #expect(receipts.map { $0["receipt"]?["number"] } == (0..<count).map { .integer(Int64($0 + 1)) })
    }
  }

  @Test func aHintIsAlwaysThankedForAndTellsNothing() async throws {
    let world = try World()
    world.state.withLock { $0.refusals[.astriaBridge] = Refusal(.notFound, "Unknown.") }
    try await world.app.test(.router) { client async throws in
      let answer = try await client.send(Sample(.named("POST /v1/astria/hints/{token}")))
      #expect(answer.status == .noContent)
      #expect(answer.body.readableBytes == 0)
    }
  }

  @Test func nothingThatIdentifiesAnybodyIsLogged() async throws {
    let world = try World()
    try await world.app.test(.router) { client async throws in
      for route in Route.all where !route.path.hasSuffix("/events") { _ = try await client.send(Sample(route)) }
      _ = try await client.send(Sample(.get, "/v1/canary-path?cursor=canary"))
    }
    let text = world.logged.lines.joined(separator: "\n")
    #expect(text.contains("POST /v1/photosessions/{photosession}/photos"))
    for canary in ["anary", World.annasToken, World.photosession.text, World.photo.text, "1990"] {
      #expect(!text.contains(canary))
    }
  }
}
