import Foundation
import Synchronization

/// A server that does as a test says, mistakes included: each connection runs the test's script on a thread of its own.
package final class LoopbackServer: Sendable {
  package let port: UInt16
  private let listener: Int32
  private let open = Mutex<[LoopbackConnection]>([])

  package var url: String { "http://127.0.0.1:\(port)" }
  package var connections: Int { open.withLock { $0.count } }

  package init(_ script: @escaping @Sendable (LoopbackConnection) -> Void) throws {
    (listener, port) = try LoopbackSocket.listen()
    // The thread that accepts also closes the listener: nobody else knows when the number may be used for another
    // socket.
    let accepting = Thread { [weak self, listener] in
      defer { close(listener) }
      while true {
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { return }
        guard let self else {
          close(descriptor)
          return
        }
        self.serve(LoopbackConnection(descriptor), script)
      }
    }
    accepting.start()
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    open.withLock { for connection in $0 { connection.cut() } }
  }

  private func serve(_ connection: LoopbackConnection, _ script: @escaping @Sendable (LoopbackConnection) -> Void) {
    open.withLock { $0.append(connection) }
    let serving = Thread {
      script(connection)
      connection.cut()
    }
    serving.start()
  }
}

package enum LoopbackSocket {
  package struct Failed: Error {
    let call: String
    package init(call: String) { self.call = call }
  }

  package static func listen() throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        guard bind(descriptor, pointer, size) == 0 else { throw Failed(call: "bind") }
        guard getsockname(descriptor, pointer, &size) == 0 else { throw Failed(call: "getsockname") }
      }
    }
    guard Glibc.listen(descriptor, 512) == 0 else { throw Failed(call: "listen") }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  /// - Returns: a descriptor connected to whoever listens there.
  package static func connect(to port: Int) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else {
      close(descriptor)
      throw Failed(call: "connect")
    }
    return descriptor
  }

  /// A port on which nobody listens.
  package static func closedPort() throws -> UInt16 {
    let (descriptor, port) = try listen()
    close(descriptor)
    return port
  }
}
