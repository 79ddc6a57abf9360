import Hummingbird
import HummingbirdTesting
import Shared
import Testing

@testable import gateway

@Suite(.timeLimit(.minutes(1)))
struct EventTests {
  private static let limits = Front.Limits(
    listeners: 1, eventPeriod: .milliseconds(5), heartbeat: .milliseconds(50))

  private static func request(after id: String? = nil, token: String = World.annasToken) -> String {
    "GET /v1/photosessions/\(World.photosession)/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n"
      + (id.map { "Last-Event-ID: \($0)\r\n" } ?? "") + "\r\n"
  }

  private static func lastID(_ text: String) -> String {
    text.matches(of: /id: ([0-9a-f]{16})/).last.map { String($0.1) } ?? ""
  }

  @Test func changesComeAsTheyHappenUntilAllIsErased() async throws {
    let world = try World(limits: Self.limits)
    try await world.app.test(.live) { client in
      try await RawConnection.to(client) { connection in
        try await connection.send(Self.request())
        #expect(try await connection.read(until: #""state":"collecting""#))
        #expect(connection.received.contains("text/event-stream"))
        for state in [PhotosessionState.training, .ready, .erased] {
          world.state.withLock { $0.photosessionState = state }
          #expect(try await connection.read(until: "\"state\":\"\(state.rawValue)\""))
        }
        // The end of the body: no more chunks.
        #expect(try await connection.read(until: "\r\n0\r\n\r\n"))
        #expect(connection.received.matches(of: /event: photosession/).count == 4)
      }
    }
  }

  @Test func aChangeThatWasToldIsNotWaitedFor() async throws {
    // Long enough that nothing would be found by looking.
    let world = try World(limits: Front.Limits(eventPeriod: .seconds(3600)))
    try await world.app.test(.live) { client in
      try await RawConnection.to(client) { connection in
        try await connection.send(Self.request())
        #expect(try await connection.read(until: #""state":"collecting""#))
        world.state.withLock { $0.photosessionState = .erased }
        world.tellOfChange()
        #expect(try await connection.read(until: #""state":"erased""#))
      }
    }
  }

  @Test func whoComesBackHearsOnlyOfWhatChanged() async throws {
    let world = try World(limits: Self.limits)
    try await world.app.test(.live) { client in
      let id = try await RawConnection.to(client) { connection in
        try await connection.send(Self.request())
        #expect(try await connection.read(until: "data: "))
        return Self.lastID(connection.received)
      }
      try await RawConnection.to(client) { connection in
        // The first listener's place is free once its connection is found to be gone.
        repeat {
          try await connection.send(Self.request(after: id))
          #expect(try await connection.read(until: "\r\n\r\n"))
        } while connection.received.contains("503") && connection.forget()
        #expect(try await connection.read(until: ": heartbeat"))
        #expect(!connection.received.contains("data: "))
        world.state.withLock { $0.avatarsReady = 2 }
        #expect(try await connection.read(until: #""avatarsReady":2"#))
      }
    }
  }

  @Test func whoHeardOfTheErasureIsNotToldAgain() async throws {
    let world = try World(limits: Self.limits)
    world.state.withLock { $0.photosessionState = .erased }
    try await world.app.test(.router) { client async throws in
      var sample = Sample(.named("GET /v1/photosessions/{photosession}/events"))
      let first = try await client.send(sample)
      #expect(first.status == .ok)
      sample.headers[.lastEventID] = Self.lastID(String(buffer: first.body))
      #expect(try await client.send(sample).status == .noContent)
    }
  }

  @Test func aShortAbsenceOfOthersIsWaitedOutAndSigningOutEndsIt() async throws {
    let world = try World(limits: Self.limits)
    try await world.app.test(.live) { client in
      try await RawConnection.to(client) { connection in
        try await connection.send(Self.request())
        #expect(try await connection.read(until: "data: "))
        world.state.withLock { $0.refusals[.astriaBridge] = Refusal(.unavailable, "Away.") }
        #expect(try await connection.read(until: ": heartbeat"))
        world.state.withLock { state in
          state.refusals = [:]
          state.avatarsReady = 3
        }
        #expect(try await connection.read(until: #""avatarsReady":3"#))
        world.state.withLock { $0.refusals[.account] = Refusal(.unauthorized, "Signed out.") }
        #expect(try await connection.read(until: "\r\n0\r\n\r\n"))
      }
    }
  }
}
