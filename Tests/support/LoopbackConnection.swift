import Foundation
import Synchronization

import Shared

/// One end of a connection, mostly the server's: reads messages and writes bytes, both blocking, on its own thread.
package final class LoopbackConnection: Sendable {
  package struct Request: Sendable {
    package let method: String
    package let target: String
    package let headers: HTTPHeaders
    package let lines: [String]
    package var body: [UInt8] = []
  }

  private let descriptor: Int32
  private let pending = Mutex<[UInt8]>([])

  package init(_ descriptor: Int32) {
    self.descriptor = descriptor
    var size: Int32 = 64 << 10
    setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, 4)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
  }

  deinit { close(descriptor) }

  /// Ends the connection in both directions.
  package func cut() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// The next request with its body; nil where the client has gone.
  package func read() -> Request? {
    guard var request = readHead() else { return nil }
    guard let body = readBody(of: request) else { return nil }
    request.body = body
    return request
  }

  package func readHead() -> Request? {
    var head: [UInt8] = []
    while !head.ends(with: "\r\n\r\n") {
      guard let byte = readExactly(1) else { return nil }
      head += byte
    }
    let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n").filter { !$0.isEmpty }
    let words = lines[0].split(separator: " ").map(String.init)
    let headers = lines.dropFirst().map { line in
      let parts = line.split(separator: ":", maxSplits: 1)
      return (name: String(parts[0]), value: parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
    }
    return Request(method: words[0], target: words[1], headers: HTTPHeaders(headers), lines: lines)
  }

  private func readBody(of request: Request) -> [UInt8]? {
    if request.headers["Transfer-Encoding"] == "chunked" { return readChunks() }
    return readExactly(Int(request.headers["Content-Length"] ?? "0") ?? 0)
  }

  private func readChunks() -> [UInt8]? {
    var body: [UInt8] = []
    while let line = readLine(), let size = Int(line, radix: 16), let chunk = readExactly(size), readLine() != nil {
      if size == 0 { return body }
      body += chunk
    }
    return nil
  }

  private func readLine() -> String? {
    var line: [UInt8] = []
    while !line.ends(with: "\r\n") {
      guard let byte = readExactly(1) else { return nil }
      line += byte
    }
    return String(decoding: line.dropLast(2), as: UTF8.self)
  }

  package func readExactly(_ count: Int) -> [UInt8]? {
    while true {
      let found: [UInt8]? = pending.withLock { pending in
        guard pending.count >= count else { return nil }
        defer { pending.removeFirst(count) }
        return Array(pending.prefix(count))
      }
      if let found { return found }
      guard let more = receive() else { return nil }
      pending.withLock { $0 += more }
    }
  }

  /// What has come, waiting for something; nil where the client has gone. What came along with the head counts too.
  package func readSome() -> [UInt8]? {
    let left = pending.withLock { pending in
      defer { pending = [] }
      return pending
    }
    return left.isEmpty ? receive() : left
  }

  private func receive() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer.prefix(count)) : nil
  }

  package func write(_ text: String) { write(Array(text.utf8)) }

  /// - Returns: whether all went.
  @discardableResult
  package func write(_ bytes: [UInt8]) -> Bool {
    var offset = 0
    while offset < bytes.count, let count = writeSome(bytes[offset...]) { offset += count }
    return offset == bytes.count
  }

  /// For how long it is waited for something to come.
  package func setPatience(_ seconds: Int) {
    var patience = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  package func respond(_ status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
    let lines = headers.fields.map { "\($0.name): \($0.value)\r\n" }.joined()
    write("HTTP/1.1 \(status) Fine\r\nContent-Length: \(body.count)\r\n\(lines)\r\n")
    write(body)
  }

  /// - Parameter patience: how long to wait for the client to take anything, in milliseconds.
  /// - Returns: how many bytes went, 0 where patience ended; nil where the client has gone.
  package func writeSome(_ bytes: ArraySlice<UInt8>, patience: Int32 = -1) -> Int? {
    var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    if poll(&polled, 1, patience) == 0 { return 0 }
    let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
    let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
    if count < 0 { return errno == EAGAIN ? 0 : nil }
    return count
  }
}

extension [UInt8] {
  fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
