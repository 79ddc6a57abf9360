import Foundation

/// One end of a stream between two processes of a machine, with calls that wait. It is closed with its last owner.
final class UnixSocket: Sendable {
  struct Failed: Error { let call: String }

  private let descriptor: Int32

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  static func listening(at path: String) throws -> UnixSocket {
    unlink(path)
    let socket = try make()
    guard try withAddress(path, { bind(socket.descriptor, $0, $1) }) == 0 else { throw Failed(call: "bind") }
    guard listen(socket.descriptor, 16) == 0 else { throw Failed(call: "listen") }
    return socket
  }

  static func connected(to path: String) throws -> UnixSocket {
    let socket = try make()
    guard try withAddress(path, { connect(socket.descriptor, $0, $1) }) == 0 else { throw Failed(call: "connect") }
    return socket
  }

  /// Waits for the next caller; `nil` once this socket was cut.
  func accepted() -> UnixSocket? {
    let descriptor = accept(descriptor, nil, nil)
    return descriptor < 0 ? nil : UnixSocket(descriptor)
  }

  /// Ends it in both directions, for whoever waits on it too.
  func cut() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  enum Arrival {
    case bytes([UInt8])
    case nothing
    case end
  }

  /// - Parameter patience: how long to wait for something to come, in milliseconds; -1 for ever.
  func read(patience: Int32) -> Arrival {
    var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    if poll(&polled, 1, patience) == 0 { return .nothing }
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
      let received = recv(descriptor, buffer.baseAddress, buffer.count, 0)
      failed = received <= 0
      count = max(received, 0)
    }
    return failed ? .end : .bytes(bytes)
  }

  /// - Returns: whether all went.
  func write(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard sent > 0 else { return false }
      rest = rest.dropFirst(sent)
    }
    return true
  }

  private static func make() throws -> UnixSocket {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failed(call: "socket") }
    return UnixSocket(descriptor)
  }

  private static func withAddress<Result>(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) throws -> Result {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard path.utf8.count < room else { throw Failed(call: "the path \(path) is too long") }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }
}
