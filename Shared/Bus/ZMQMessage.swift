import CZeroMQ
/// One part of a message, in memory of libzmq's: what was received is not copied, and what is sent is copied once.
///
/// `@unchecked Sendable`: its bytes never change; libzmq's count of those who share them is changed under `sharing`.
final class ZMQMessage: @unchecked Sendable {
  private let message = UnsafeMutablePointer<zmq_msg_t>.allocate(capacity: 1)
  private let sharing = Guarded(())

  /// - Parameter fill: writes its bytes.
  init(count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) {
    precondition(zmq_msg_init_size(message, count) == 0, "libzmq has no memory for a message")
    fill(UnsafeMutableRawBufferPointer(start: zmq_msg_data(message), count: count))
  }

  /// Takes over the part's bytes; what it leaves is empty.
  fileprivate init(moving part: UnsafeMutablePointer<zmq_msg_t>) {
    zmq_msg_init(message)
    zmq_msg_move(message, part)
  }

  deinit {
    zmq_msg_close(message)
    message.deallocate()
  }

  var count: Int { zmq_msg_size(message) }

  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try body(UnsafeRawBufferPointer(start: zmq_msg_data(message), count: count))
  }

  /// Sends it as the last part of a message. The bytes are shared with libzmq, not copied.
  func send(over socket: ZMQSocket) -> ZMQSocket.Sent {
    var shared = zmq_msg_t()
    zmq_msg_init(&shared)
    sharing.withLock { _ in _ = zmq_msg_copy(&shared, message) }
    guard zmq_msg_send(&shared, socket.raw, ZMQ_DONTWAIT) < 0 else { return .sent }
    defer { zmq_msg_close(&shared) }
    return ZMQSocket.notSent
  }
}

/// Room for the parts of one message at a time. Used on one thread only.
final class ZMQParts {
  private let parts = UnsafeMutablePointer<zmq_msg_t>.allocate(capacity: Frame.partsMax)
  /// May be more than there is room for: then those at the end are missing.
  private(set) var count = 0

  init() { for index in 0..<Frame.partsMax { zmq_msg_init(parts + index) } }

  deinit {
    for index in 0..<Frame.partsMax { zmq_msg_close(parts + index) }
    parts.deallocate()
  }

  /// The next message, if one is there.
  func receive(from socket: ZMQSocket) -> Bool {
    count = 0
    while true {
      // A peer that sends endless parts must not fill the memory: each beyond the last place takes the place of the one
      // before.
      let part = parts + min(count, Frame.partsMax - 1)
      guard zmq_msg_recv(part, socket.raw, ZMQ_DONTWAIT) >= 0 else { return false }
      count += 1
      if zmq_msg_more(part) == 0 { return true }
    }
  }

  /// Valid until the next message is received.
  subscript(index: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: zmq_msg_data(parts + index), count: zmq_msg_size(parts + index))
  }

  func bytes(_ index: Int) -> [UInt8] { [UInt8](self[index]) }

  /// Keeps a part beyond the next message.
  func keep(_ index: Int) -> ZMQMessage { ZMQMessage(moving: parts + index) }

  /// The name that the gatekeeper gave to whom the message came from: on each part but the first, which libzmq added.
  var user: String? {
    zmq_msg_gets(parts + min(count, Frame.partsMax) - 1, "User-Id").map { String(cString: $0) }
  }
}
