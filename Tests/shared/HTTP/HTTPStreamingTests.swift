import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Shared

/// Bytes that tell their place, so that nothing can be lost, doubled or swapped unseen. The period is a prime: no
/// buffer's size divides it.
private func pattern(_ range: Range<Int>) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(range.count)
  while bytes.count < range.count {
    let start = (range.lowerBound + bytes.count) % period.count
    bytes += period[start..<min(period.count, start + range.count - bytes.count)]
  }
  return bytes
}

private let period = (0..<65_521).map { UInt8(truncatingIfNeeded: $0 ^ ($0 >> 8)) }

/// A body of these pieces, each handed out once `ready` says so.
private func pieces(
  _ pieces: [[UInt8]], ready: @escaping @Sendable (Int) async throws -> Void = { _ in }
) -> @Sendable () async throws -> [UInt8]? {
  let index = Counter()
  return {
    guard index.value < pieces.count else { return nil }
    try await ready(index.value)
    index.add(1)
    return pieces[index.value - 1]
  }
}

@Suite(.timeLimit(.minutes(2))) struct HTTPStreamingTests {
  let client = HTTPClient(userAgent: "mayfly-tests/1")

  @Test(arguments: [true, false]) func aSlowProducerIsSentPieceByPiece(hasLength: Bool) async throws {
    let arrived = Counter()
    let server = try LoopbackServer { connection in
      guard let head = connection.readHead() else { return }
      let isChunked = head.headers["Transfer-Encoding"] == "chunked"
      var bytes: [UInt8] = []
      let isWhole: () -> Bool = { isChunked ? bytes.suffix(5).elementsEqual("0\r\n\r\n".utf8) : bytes.count == 50 }
      while !isWhole(), let more = connection.readSome() {
        bytes += more
        arrived.set(bytes.count { $0 == UInt8(ascii: "x") })
      }
      connection.respond(200, body: bytes.filter { $0 == UInt8(ascii: "x") })
    }
    let slow = pieces(Array(repeating: Array(repeating: UInt8(ascii: "x"), count: 10), count: 5)) { index in
      try await eventually("piece \(index) has gone out before the next is made") { arrived.value >= index * 10 }
    }
    let body = HTTPRequest.Body.stream(length: hasLength ? 50 : nil, next: slow)
    let response = try await client.send(HTTPRequest("POST", server.url, body: body))
    #expect(response.body.count == 50)
  }

  @Test func aLargeUploadArrivesUnchanged() async throws {
    let (size, chunk) = (20_000_000, 100_001)
    let server = try LoopbackServer { connection in
      while let request = connection.readHead() {
        var (offset, isSame) = (0, true)
        while offset < size, let some = connection.readSome() {
          isSame = isSame && some == pattern(offset..<offset + some.count)
          offset += some.count
        }
        connection.respond(200, body: Array("\(request.headers["Content-Length"] ?? "") \(offset) \(isSame)".utf8))
      }
    }
    let position = Counter()
    let body = HTTPRequest.Body.stream(length: size) {
      let start = position.value
      guard start < size else { return nil }
      position.set(min(size, start + chunk))
      return pattern(start..<position.value)
    }
    let response = try await client.send(HTTPRequest("PUT", server.url, body: body))
    #expect(String(decoding: response.body, as: UTF8.self) == "\(size) \(size) true")
  }

  @Test func aProducerIsNotAskedBeforeThereIsAConnection() async throws {
    let asked = Counter()
    let port = try LoopbackSocket.closedPort()
    let body = HTTPRequest.Body.stream(length: nil) {
      asked.add(1)
      return nil
    }
    await #expect(throws: HTTPFailure.self) {
      try await client.send(HTTPRequest("PUT", "http://127.0.0.1:\(port)", body: body))
    }
    #expect(asked.value == 0)
  }

  @Test(arguments: [9, 11], [true, false])
  func aBodyOfAnotherLengthNeverLooksComplete(count: Int, isInOnePiece: Bool) async throws {
    let (arrived, ended) = (Counter(), Counter())
    let server = try LoopbackServer { connection in
      guard connection.readHead() != nil else { return }
      while let some = connection.readSome() { arrived.add(some.count) }
      ended.add(1)
    }
    let bytes = pattern(0..<count)
    let body = HTTPRequest.Body.stream(length: 10, next: pieces(isInOnePiece ? [bytes] : bytes.map { [$0] }))
    let reason = await failure(of: { try await client.send(HTTPRequest("POST", server.url, body: body)) })
    guard case .bodyFailed = reason else {
      Issue.record("failed with \(String(describing: reason))")
      return
    }
    #expect(reason?.mayHaveBeenExecuted == false)
    try await eventually("the connection is given up") { ended.value == 1 }
    #expect(arrived.value < 10)
  }

  @Test func whatTheProducerThrowsEndsTheRequest() async throws {
    struct NoFilm: Error, CustomStringConvertible { let description = "the camera has no film" }
    let server = try LoopbackServer { _ = $0.read() }
    let body = HTTPRequest.Body.stream(length: nil) { throw NoFilm() }
    let reason = await failure(of: { try await client.send(HTTPRequest("POST", server.url, body: body)) })
    #expect(reason == .bodyFailed("the camera has no film"))
  }

  @Test(arguments: [true, false], [true, false])
  func anEarlyRefusalIsHeardWhileTheProducerIsStillBusy(closes: Bool, isStreamed: Bool) async throws {
    let server = try LoopbackServer { connection in
      guard connection.readHead() != nil else { return }
      connection.respond(413, headers: closes ? ["Connection": "close"] : [:], body: Array("too much".utf8))
      while connection.readSome() != nil {}
    }
    let body = HTTPRequest.Body.stream(length: 1_000_000) {
      try await Task.sleep(for: .seconds(3_600))
      return []
    }
    let request = HTTPRequest("PUT", server.url, body: body)
    if isStreamed {
      let response = try await client.stream(request)
      #expect(response.status == 413)
      #expect(try await response.next() == Array("too much".utf8))
      #expect(try await response.next() == nil)
    } else {
      let response = try await client.send(request)
      #expect(response.status == 413 && response.body == Array("too much".utf8))
    }
  }

  @Test func aSlowReaderMakesTheServerWait() async throws {
    let size = 50_000_000
    let (sent, stalled) = (Counter(), Counter())
    let server = try LoopbackServer { connection in
      guard connection.read() != nil else { return }
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\nX-Size: \(size)\r\n\r\n")
      var offset = 0
      while offset < size {
        let some = pattern(offset..<min(size, offset + 65_536))
        guard let count = connection.writeSome(some[...], patience: 300) else { return }
        if count == 0, stalled.value == 0 { stalled.set(offset) }
        offset += count
        sent.set(offset)
      }
    }
    let response = try await client.stream(HTTPRequest("GET", server.url))
    #expect(response.status == 200 && response.headers["x-size"] == "\(size)")
    try await eventually("the server cannot send any more") { stalled.value > 0 }
    // What the kernel buffers on the way comes on top of what the client holds.
    #expect(stalled.value < 12_000_000)
    var (offset, largest) = (0, 0)
    while let bytes = try await response.next() {
      #expect(bytes == pattern(offset..<offset + bytes.count))
      offset += bytes.count
      largest = max(largest, bytes.count)
    }
    #expect(offset == size)
    #expect(largest <= Transfer.highWater + 16_384)
    #expect(try await response.next() == nil)
  }

  @Test func aStreamThatIsLetGoOfEndsItsConnection() async throws {
    let ended = Counter()
    let server = try LoopbackServer { connection in
      guard connection.read() != nil else { return }
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
      while let count = connection.writeSome([1, 2, 3]), count >= 0 {}
      ended.add(1)
    }
    var response: HTTPStreamedResponse? = try await client.stream(HTTPRequest("GET", server.url))
    #expect(response?.isSuccess == true)
    response = nil
    try await eventually("the server is left") { ended.value == 1 }
  }

  @Test func aStreamOutlivesTheClientThatMadeIt() async throws {
    let server = try LoopbackServer { connection in
      guard connection.read() != nil else { return }
      connection.respond(200, body: pattern(0..<1_000_000))
    }
    let response = try await HTTPClient(userAgent: "mayfly-tests/2").stream(HTTPRequest("GET", server.url))
    var bytes: [UInt8] = []
    while let more = try await response.next() { bytes += more }
    #expect(bytes == pattern(0..<1_000_000))
  }
}
