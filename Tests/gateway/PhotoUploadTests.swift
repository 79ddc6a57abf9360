import Hummingbird
import HummingbirdTesting
import Shared
import Testing

@testable import gateway

/// Photos over a real connection: whole, cut, too large, unwanted.
@Suite(.timeLimit(.minutes(1)))
struct PhotoUploadTests {
  private static let path = "/v1/photosessions/\(World.photosession)/photos"

  private static func head(_ length: String, _ more: String = "") -> String {
    "POST \(path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(World.annasToken)\r\nContent-Type: image/jpeg\r\n"
      + "\(length)\r\n\(more)\r\n"
  }

  private func connect(
    _ world: World, _ body: @escaping @Sendable (inout RawConnection) async throws -> Void
  ) async throws {
    try await world.app.test(.live) { client in try await RawConnection.to(client, body) }
  }

  @Test func aLargePhotoArrivesAsItWasSent() async throws {
    let world = try World()
    let photo = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 1000) }
    try await world.app.test(.live) { client in
      var sample = Sample(.named("POST /v1/photosessions/{photosession}/photos"))
      sample.body = photo
      let answer = try await client.send(sample)
      #expect(answer.status == .created)
      #expect(answer.headers[.location]?.hasPrefix(Self.path) == true)
      #expect(try answer.json["mustBeGoneBy"] == .string("2026-11-25T00:00:00.000Z"))
    }
    #expect(world.state.withLock { $0.photos } == [photo])
  }

  @Test func aPhotoInPiecesOfUnknownLengthArrives() async throws {
    let world = try World()
    try await connect(world) { connection in
      try await connection.send(Self.head("Transfer-Encoding: chunked"))
      for piece in ["3\r\nabc\r\n", "2\r\nde\r\n", "0\r\n\r\n"] { try await connection.send(piece) }
      #expect(try await connection.read(until: "201 Created"))
    }
    #expect(world.state.withLock { $0.photos } == [Array("abcde".utf8)])
  }

  @Test func whoAsksBeforeSendingIsToldToGoOn() async throws {
    let world = try World()
    try await connect(world) { connection in
      try await connection.send(Self.head("Content-Length: 5", "Expect: 100-continue\r\n"))
      #expect(try await connection.read(until: "HTTP/1.1 100 Continue\r\n\r\n"))
      try await connection.send("photo")
      #expect(try await connection.read(until: "HTTP/1.1 201 Created"))
    }
    #expect(world.state.withLock { $0.photos } == [Array("photo".utf8)])
  }

  @Test func whoAsksInVainIsAnsweredBeforeAnythingIsSent() async throws {
    let world = try World()
    world.state.withLock { $0.photosessionState = .erased }
    try await connect(world) { connection in
      try await connection.send(Self.head("Content-Length: 5000000", "Expect: 100-continue\r\n"))
      try await connection.readToEnd()
      #expect(connection.received.contains("HTTP/1.1 409"))
      #expect(!connection.received.contains("100 Continue"))
    }
  }

  @Test func aBodyThatEndsEarlyLeavesNothing() async throws {
    let world = try World()
    for length in ["Content-Length: 1000", "Transfer-Encoding: chunked"] {
      try await connect(world) { connection in
        try await connection.send(Self.head(length) + "5\r\nphoto")
        connection.sendEnd()
        try await connection.readToEnd()
        #expect(!connection.received.contains(" 201 "))
      }
    }
    #expect(world.state.withLock { $0.photos }.isEmpty)
  }

  @Test func whatAnnouncesItselfAsTooLargeIsNotAskedFor() async throws {
    let world = try World()
    try await connect(world) { connection in
      try await connection.send(Self.head("Content-Length: 20000001"))
      try await connection.readToEnd()
      #expect(connection.received.contains("HTTP/1.1 413"))
      #expect(connection.received.contains("urn:mayfly:problem:photo-too-large"))
    }
    #expect(!world.asked.contains("storePhoto"))
  }

  @Test func whatTurnsOutTooLargeIsCutAndHungUpOn() async throws {
    let world = try World()
    try await connect(world) { connection in
      try await connection.send(Self.head("Transfer-Encoding: chunked"))
      let piece = Array("100000\r\n".utf8) + Array(repeating: UInt8(1), count: 1 << 20) + Array("\r\n".utf8)
      for _ in 0..<20 { try await connection.send(piece) }
      try await connection.readToEnd()
      #expect(connection.received.contains("HTTP/1.1 413"))
    }
    #expect(world.state.withLock { $0.photos }.isEmpty)
  }

  @Test func aRefusalReachesWhoeverIsStillSending() async throws {
    let world = try World()
    world.state.withLock { $0.bytesRead = 100_000 }
    try await connect(world) { connection in
      try await connection.send(Self.head("Content-Length: 10000000"))
      try await connection.send(Array(repeating: 1, count: 300_000))
      try await connection.readToEnd()
      #expect(connection.received.contains("HTTP/1.1 409"))
      #expect(connection.received.contains("urn:mayfly:problem:photos-closed"))
    }
  }

  @Test func aStoreThatHasDiedMeanwhileIsNotWaitedForLong() async throws {
    let world = try World(limits: .init(patience: .milliseconds(100)))
    world.state.withLock { $0.isStuck = true }
    try await connect(world) { connection in
      try await connection.send(Self.head("Content-Length: 5") + "photo")
      #expect(try await connection.read(until: "Send it again."))
      #expect(connection.received.contains("HTTP/1.1 503"))
    }
  }

  @Test func theNextRequestOnTheSameConnectionIsServed() async throws {
    let world = try World()
    try await connect(world) { connection in
      try await connection.send(Self.head("Content-Length: 5") + "photo")
      #expect(try await connection.read(until: "201 Created"))
      try await connection.send("GET /v1/styles HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await connection.read(until: "\"studio\""))
    }
  }

  @Test(arguments: [Front.Limits(uploads: 1), Front.Limits(uploadsOfEach: 1)])
  func moreUploadsThanCanBeTakenAtOnceAreToldToComeAgain(_ limits: Front.Limits) async throws {
    let world = try World(limits: limits)
    try await world.app.test(.live) { client in
      try await RawConnection.to(client) { first in
        try await first.send(Self.head("Content-Length: 5", "Expect: 100-continue\r\n"))
        #expect(try await first.read(until: "100 Continue"))
        try await RawConnection.to(client) { second in
          try await second.send(Self.head("Content-Length: 5") + "photo")
          #expect(try await second.read(until: "\r\n\r\n"))
          #expect(second.received.contains("HTTP/1.1 503"))
          #expect(second.received.lowercased().contains("retry-after: 5"))
        }
        try await first.send("photo")
        #expect(try await first.read(until: "201 Created"))
      }
    }
  }

  @Test(arguments: ["", "text/plain", "image/", "image/../../x", "image/svg xml/x", "multipart/form-data; boundary=x"])
  func whatIsNoImageByItsOwnWordsIsNotAskedFor(_ type: String) async throws {
    let world = try World()
    try await world.app.test(.router) { client async throws in
      var sample = Sample(.named("POST /v1/photosessions/{photosession}/photos"))
      sample.headers[.contentType] = type.isEmpty ? nil : type
      #expect(try await client.send(sample).problem.type == "urn:mayfly:problem:unsupported-image")
    }
    #expect(!world.asked.contains("storePhoto"))
  }
}
