import Foundation
import TestSupport
import Testing

@testable import Shared

@Suite(.timeLimit(.minutes(2))) struct HTTPFailureTests {
  let client = HTTPClient(userAgent: "mayfly-tests/1")

  @Test func aSilentServerTimesOut() async throws {
    let server = try LoopbackServer { while $0.read() != nil {} }
    let request = HTTPRequest("GET", server.url, timeout: .milliseconds(200))
    await #expect(throws: HTTPFailure.timedOut) { try await client.send(request) }
    await #expect(throws: HTTPFailure.timedOut) { try await client.stream(request) }
  }

  @Test func aProducerThatNeverComesTimesOut() async throws {
    let server = try LoopbackServer { while $0.read() != nil {} }
    let body = HTTPRequest.Body.stream(length: 10) {
      try await Task.sleep(for: .seconds(3_600))
      return nil
    }
    let request = HTTPRequest("PUT", server.url, body: body, timeout: .milliseconds(200))
    await #expect(throws: HTTPFailure.timedOut) { try await client.send(request) }
  }

  @Test func aReaderThatNeverComesTimesOut() async throws {
    let body = [UInt8](repeating: 1, count: 30_000_000)
    let server = try LoopbackServer { connection in
      guard connection.read() != nil else { return }
      connection.respond(200, body: body)
    }
    let ended = Counter()
    let client = HTTPClient(userAgent: "mayfly-tests/1", observe: { _ in ended.add(1) })
    let response = try await client.stream(HTTPRequest("GET", server.url, timeout: .milliseconds(300)))
    try await eventually("the time is over") { ended.value == 1 }
    await #expect(throws: HTTPFailure.timedOut) {
      while try await response.next() != nil {}
    }
  }

  @Test func nobodyListeningIsUnreachableAndNothingWasExecuted() async throws {
    let url = "http://127.0.0.1:\(try LoopbackSocket.closedPort())"
    let reason = await failure(of: { try await client.send(HTTPRequest("POST", url, body: .bytes([1]))) })
    guard case .unreachable = reason else {
      Issue.record("failed with \(String(describing: reason))")
      return
    }
    #expect(reason?.mayHaveBeenExecuted == false)
  }

  @Test(
    arguments: [
      "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
      "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", "",
    ])
  func anAnswerCutShortIsNoAnswer(text: String) async throws {
    let server = try LoopbackServer { connection in
      if connection.read() != nil { connection.write(text) }
    }
    let reason = await failure(of: { try await client.send(HTTPRequest("POST", server.url, body: .bytes([1]))) })
    guard case .interrupted = reason else {
      Issue.record("failed with \(String(describing: reason))")
      return
    }
    #expect(reason?.mayHaveBeenExecuted == true)
  }

  @Test func aStreamCutShortThrowsAfterWhatCame() async throws {
    let server = try LoopbackServer { connection in
      if connection.read() != nil { connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort") }
    }
    let response = try await client.stream(HTTPRequest("GET", server.url))
    #expect(try await response.next() == Array("short".utf8))
    let reason = await failure(of: { try await response.next() })
    guard case .interrupted = reason else {
      Issue.record("failed with \(String(describing: reason))")
      return
    }
  }

  @Test(arguments: [true, false]) func anAnswerBeyondTheLimitIsRefused(isChunked: Bool) async throws {
    let server = try LoopbackServer { connection in
      while connection.read() != nil {
        let ten = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n"
        isChunked ? connection.write(ten) : connection.respond(200, body: Array("0123456789".utf8))
      }
    }
    await #expect(throws: HTTPFailure.tooLarge(limit: 9)) {
      try await client.send(HTTPRequest("GET", server.url, responseLimit: 9))
    }
    #expect(try await client.send(HTTPRequest("GET", server.url, responseLimit: 10)).body.count == 10)
  }

  @Test func anEndlessHeadIsRefused() async throws {
    let server = try LoopbackServer { connection in
      guard connection.read() != nil else { return }
      connection.write("HTTP/1.1 200 OK\r\n")
      let line = Array("X-More: \(String(repeating: "x", count: 1_000))\r\n".utf8)
      while connection.writeSome(line[...]) != nil {}
    }
    let reason = await failure(of: { try await client.send(HTTPRequest("GET", server.url)) })
    #expect(reason == .malformedResponse("its head is larger than 65536 bytes"))
  }

  @Test func whatIsNotHTTPIsRefused() async throws {
    let server = try LoopbackServer { connection in
      if connection.read() != nil { connection.write("SSH-2.0-OpenSSH_9.2\r\n\r\n") }
    }
    let reason = await failure(of: { try await client.send(HTTPRequest("GET", server.url)) })
    guard case .malformedResponse = reason else {
      Issue.record("failed with \(String(describing: reason))")
      return
    }
  }

  @Test func cancellingTheTaskAbortsTheExchange() async throws {
    let (asked, ended) = (Counter(), Counter())
    let server = try LoopbackServer { connection in
      while connection.read() != nil { asked.add(1) }
      ended.add(1)
    }
    let request = HTTPRequest("GET", server.url)
    let task = Task { await failure(of: { try await client.send(request) }) }
    try await eventually("the request arrives") { asked.value == 1 }
    task.cancel()
    #expect(await task.value == .cancelled)
    try await eventually("the connection is closed") { ended.value == 1 }
  }

  @Test func aTaskCancelledBeforehandSendsNothing() async throws {
    let server = try LoopbackServer { _ = $0.read() }
    let request = HTTPRequest("GET", server.url)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await failure(of: { try await client.send(request) })
    }
    #expect(await task.value == .cancelled)
    #expect(server.connections == 0)
  }

  @Test func cancellingAReaderEndsTheStream() async throws {
    let ended = Counter()
    let server = try LoopbackServer { connection in
      guard connection.read() != nil else { return }
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
      while connection.readSome() != nil {}
      ended.add(1)
    }
    let response = try await client.stream(HTTPRequest("GET", server.url))
    let task = Task { await failure(of: { try await response.next() }) }
    task.cancel()
    #expect(await task.value == .cancelled)
    try await eventually("the connection is closed") { ended.value == 1 }
    await #expect(throws: HTTPFailure.cancelled) { try await response.next() }
  }

  /// The server takes one request on each connection and drops the connection on the second.
  private func forgetful(_ asked: Counter) throws -> LoopbackServer {
    try LoopbackServer { connection in
      guard let first = connection.read() else { return }
      asked.add(1)
      if first.method == "POST" { return }
      connection.respond(200, body: first.body)
      if connection.read() != nil { asked.add(1) }
    }
  }

  @Test func aPostThatIsLostIsNeverSentAgain() async throws {
    let asked = Counter()
    let server = try forgetful(asked)
    _ = try await client.send(HTTPRequest("GET", server.url))
    for body in [HTTPRequest.Body.none, .bytes([1, 2, 3])] {
      let before = asked.value
      let reason = await failure(of: { try await client.send(HTTPRequest("POST", server.url, body: body)) })
      guard case .interrupted = reason else {
        Issue.record("failed with \(String(describing: reason))")
        return
      }
      #expect(asked.value == before + 1)
    }
  }

  @Test func anIdempotentRequestThatMetADeadConnectionIsSentAgainFromItsStart() async throws {
    let asked = Counter()
    let server = try forgetful(asked)
    _ = try await client.send(HTTPRequest("GET", server.url))
    let response = try await client.send(HTTPRequest("PUT", server.url, body: .bytes([1, 2, 3])))
    #expect(response.body == [1, 2, 3])
    #expect(asked.value == 3 && server.connections == 2)
  }
}
