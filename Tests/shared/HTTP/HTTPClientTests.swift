import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Shared

/// Answers each request with what it was asked.
private func echo(_ connection: LoopbackConnection) {
  while let request = connection.read() {
    let body = request.method == "HEAD" ? [] : request.body
    connection.respond(
      200, headers: ["X-Method": request.method, "X-Lines": request.lines.joined(separator: "|")], body: body)
  }
}

@Suite(.timeLimit(.minutes(2))) struct HTTPClientTests {
  let client = HTTPClient(userAgent: "mayfly-tests/1")

  @Test(arguments: ["GET", "DELETE", "HEAD", "OPTIONS"])
  func aRequestWithoutBodyIsAnswered(method: String) async throws {
    let server = try LoopbackServer(echo)
    let response = try await client.send(HTTPRequest(method, server.url + "/some/../place?a=b"))
    #expect(response.status == 200)
    #expect(response.headers["x-method"] == method)
    #expect(response.headers["X-LINES"]?.hasPrefix("\(method) /some/../place?a=b HTTP/1.1|") == true)
    #expect(response.body == [])
  }

  @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"]) func aBodyOfBytesArrivesWhole(method: String) async throws {
    let server = try LoopbackServer(echo)
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let response = try await client.send(HTTPRequest(method, server.url, body: .bytes(bytes)))
    #expect(response.headers["X-Method"] == method)
    #expect(response.body == bytes)
  }

  @Test func aPostWithoutBodySaysThatItIsEmpty() async throws {
    let server = try LoopbackServer(echo)
    let response = try await client.send(HTTPRequest("POST", server.url))
    #expect(response.headers["X-Lines"]?.contains("Content-Length: 0") == true)
  }

  @Test func onlyTheHeadersThatWereMeantAreSent() async throws {
    let server = try LoopbackServer(echo)
    let request = HTTPRequest(
      "POST", server.url, headers: ["X-One": "1", "X-Empty": "", "X-One": "2"],
      body: .bytes(Array(repeating: 1, count: 2_000_000)))
    let response = try await client.send(request)
    let lines = try #require(response.headers["X-Lines"]?.components(separatedBy: "|"))
    #expect(lines.contains("User-Agent: mayfly-tests/1"))
    #expect(lines.contains("X-One: 1") && lines.contains("X-One: 2") && lines.contains("X-Empty:"))
    let names = Set(lines.dropFirst().map { $0.prefix { $0 != ":" } })
    #expect(names == ["Host", "User-Agent", "Accept", "X-One", "X-Empty", "Content-Length"])
  }

  @Test func aRedirectIsAnAnswerAndIsNotFollowed() async throws {
    let count = Counter()
    let server = try LoopbackServer { connection in
      while connection.read() != nil {
        count.add(1)
        connection.respond(302, headers: ["Location": "/elsewhere", "Set-Cookie": "a=b"])
      }
    }
    let response = try await client.send(HTTPRequest("GET", server.url))
    #expect(response.status == 302)
    #expect(response.headers["location"] == "/elsewhere")
    #expect(count.value == 1)
  }

  @Test func interimAnswersAndTrailersAreNotTheAnswer() async throws {
    let server = try LoopbackServer { connection in
      guard connection.read() != nil else { return }
      connection.write("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")
      connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      connection.write("3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: late\r\n\r\n")
    }
    let response = try await client.send(HTTPRequest("GET", server.url))
    #expect(response.status == 200)
    #expect(response.body == Array("abcde".utf8))
    #expect(response.headers["Link"] == nil && response.headers["X-Trailer"] == nil)
  }

  @Test func aConnectionIsUsedAgain() async throws {
    let server = try LoopbackServer(echo)
    for method in ["GET", "PUT", "DELETE", "GET"] {
      #expect(try await client.send(HTTPRequest(method, server.url)).status == 200)
    }
    #expect(server.connections == 1)
  }

  @Test func aHundredRequestsRunSideBySide() async throws {
    // Nobody is answered before all have asked.
    let asked = Counter()
    let server = try LoopbackServer { connection in
      while let request = connection.read() {
        asked.add(1)
        asked.wait(until: 100)
        connection.respond(200, body: request.body)
      }
    }
    let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in 0..<100 {
        group.addTask {
          let body = Array("number \(index)".utf8)
          return try await client.send(HTTPRequest("POST", server.url, body: .bytes(body))).body == body
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(answers == 100)
  }

  @Test func whatEndedIsObservedWithoutItsPath() async throws {
    let seen = Mutex<[HTTPExchange]>([])
    let server = try LoopbackServer(echo)
    let client = HTTPClient(userAgent: "mayfly-tests/1", observe: { exchange in seen.withLock { $0.append(exchange) } })
    _ = try await client.send(HTTPRequest("PUT", server.url + "/secret", body: .bytes([1, 2, 3])))
    await #expect(throws: HTTPFailure.self) {
      try await client.send(HTTPRequest("GET", "http://127.0.0.1:\(try LoopbackSocket.closedPort())/secret"))
    }
    try await eventually("both are observed") { seen.withLock { $0.count } == 2 }
    let (first, second) = seen.withLock { ($0[0], $0[1]) }
    #expect(first.method == "PUT" && first.host == "127.0.0.1" && first.status == 200 && first.failure == nil)
    #expect(first.sent == 3 && first.received == 3 && first.connections == 1 && first.duration > .zero)
    #expect(second.status == nil && second.failure != nil)
    #expect(!"\(first)\(second)".contains("secret"))
  }

  @Test func afterShutdownNothingIsSentAndWhatRanHasFailed() async throws {
    let asked = Counter()
    let server = try LoopbackServer { connection in
      while connection.read() != nil { asked.add(1) }
    }
    let request = HTTPRequest("GET", server.url)
    async let running = failure(of: { try await client.send(request) })
    try await eventually("the request arrives") { asked.value == 1 }
    await client.shutdown()
    #expect(await running == .shutDown)
    await #expect(throws: HTTPFailure.shutDown) { try await client.send(request) }
    await client.shutdown()
    #expect(asked.value == 1)
  }
}
