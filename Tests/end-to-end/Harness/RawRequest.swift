import Glibc
import TestSupport

/// A request written byte by byte, for what no HTTP client would send.
enum RawRequest {
  /// Sends `bytes`, then says that nothing more comes.
  ///
  /// - Returns: all that came back until the other end closed.
  static func send(_ bytes: [UInt8], toPort port: Int) throws -> String {
    let descriptor = try LoopbackSocket.connect(to: port)
    defer { close(descriptor) }
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      // The other end may hang up before it has heard all.
      guard count > 0 else { break }
      sent += count
    }
    shutdown(descriptor, Int32(SHUT_WR))
    return answer(descriptor)
  }

  private static func answer(_ descriptor: Int32) -> String {
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
      answer += buffer[..<count]
    }
  }
}
