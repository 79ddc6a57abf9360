import Foundation
import House
import PlainC
import Synchronization

/// Phones that send photos, each over a connection of its own, one after the other: plain blocking calls on a thread
/// each, so that it costs all contenders the same and as little as possible.
struct Loader {
  /// What one phone sends first of its request number so and so, up to the body.
  typealias Head = @Sendable (_ phone: Int, _ number: Int) -> String

  let port: Int
  let phones: Int
  /// Of each phone.
  let photos: Int
  let photo: [UInt8]

  /// - Returns: how long it took until the last answer, in seconds.
  func run(_ head: @escaping Head) throws -> Double {
    let failure = Mutex<BenchFailure?>(nil)
    let group = DispatchGroup()
    let begin = plain_now()
    for phone in 0..<phones {
      group.enter()
      let thread = Thread {
        do { try send(phone, head) } catch {
          failure.withLock { $0 = $0 ?? error as? BenchFailure ?? BenchFailure("\(error)") }
        }
        group.leave()
      }
      thread.start()
    }
    group.wait()
    if let failure = failure.withLock({ $0 }) { throw failure }
    return Double(plain_now() - begin) / 1e9
  }

  private func send(_ phone: Int, _ head: Head) throws {
    let connection = try Connection(port: port)
    for number in 0..<photos {
      let request = head(phone, number) + "Content-Length: \(photo.count)\r\n\r\n"
      try connection.send(Array(request.utf8))
      try connection.send(photo)
      let answer = try connection.answer()
      guard (200..<300).contains(answer.status) else { throw BenchFailure("\(answer.status): \(answer.body)") }
    }
  }
}

/// One connection to a server on this machine.
final class Connection {
  private let descriptor: Int32
  private var read: [UInt8] = []

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw BenchFailure("Nobody listens at port \(port).") }
  }

  deinit { close(descriptor) }

  func send(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { buffer in
      var sent = 0
      while sent < buffer.count {
        let count = Glibc.send(
          descriptor, buffer.baseAddress! + sent, buffer.count - sent, Int32(MSG_NOSIGNAL))
        guard count > 0 else { throw BenchFailure("The server hung up after \(sent) bytes.") }
        sent += count
      }
    }
  }

  /// The next answer, whole.
  func answer() throws -> (status: Int, body: String) {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let range = read.firstRange(of: end) {
        let head = String(decoding: read[..<range.lowerBound], as: UTF8.self)
        let lines = head.split(separator: "\r\n")
        let length =
          lines.compactMap { line -> Int? in
            let parts = line.split(separator: ":")
            return parts.first?.lowercased() == "content-length" ? Int(parts[1].drop { $0 == " " }) : nil
          }.first ?? 0
        while read.count < range.upperBound + length { try receive() }
        let body = String(decoding: read[range.upperBound..<(range.upperBound + length)], as: UTF8.self)
        read.removeFirst(range.upperBound + length)
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        if status >= 200 { return (status, body) }
      } else {
        try receive()
      }
    }
  }

  private func receive() throws {
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { throw BenchFailure("The server hung up before it answered.") }
    read += buffer[..<count]
  }
}
