import CZeroMQ

/// A libzmq context: its I/O threads and its sockets' address space.
final class ZMQContext {
  let raw: UnsafeMutableRawPointer

  init() {
    Self.keepChunks
    guard let raw = zmq_ctx_new() else { preconditionFailure("libzmq cannot make a context: out of memory") }
    self.raw = raw
  }

  deinit { zmq_ctx_term(raw) }

  /// libzmq allocates each chunk anew. By its own rules glibc would give memory of that size back to the kernel at
  /// once, and fetch it again page by page, which takes longer than to fill it.
  private static let keepChunks: Void = {
    mallopt(M_MMAP_THRESHOLD, 4 << 20)
    mallopt(M_TRIM_THRESHOLD, 16 << 20)
  }()
}

/// One libzmq socket with every option set on purpose. Used on one thread only.
final class ZMQSocket {
  enum Sent { case sent, full, unreachable }

  let raw: UnsafeMutableRawPointer
  /// Kept for as long as the socket.
  let context: ZMQContext

  init(_ type: Int32, in context: ZMQContext) throws(BusError) {
    guard let raw = zmq_socket(context.raw, type) else { throw BusError.socket("make", Self.lastError) }
    self.raw = raw
    self.context = context
    try set(ZMQ_LINGER, 500)
    try set(ZMQ_SNDHWM, 1000)
    try set(ZMQ_RCVHWM, 1000)
    let sizeMax = Int64(Frame.sizeMax)
    guard withUnsafePointer(to: sizeMax, { zmq_setsockopt(raw, ZMQ_MAXMSGSIZE, $0, 8) }) == 0 else {
      throw BusError.socket("limit", Self.lastError)
    }
  }

  deinit {
    zmq_socket_monitor(raw, nil, 0)
    zmq_close(raw)
  }

  func set(_ option: Int32, _ value: Int32) throws(BusError) {
    guard withUnsafePointer(to: value, { zmq_setsockopt(raw, option, $0, 4) }) == 0 else {
      throw BusError.socket("set option \(option)", Self.lastError)
    }
  }

  func set(_ option: Int32, _ text: String) throws(BusError) {
    guard zmq_setsockopt(raw, option, text, text.utf8.count) == 0 else {
      throw BusError.socket("set option \(option)", Self.lastError)
    }
  }

  func bind(_ endpoint: String) throws(BusError) {
    guard zmq_bind(raw, endpoint) == 0 else { throw BusError.bind(endpoint, Self.lastError) }
  }

  func connect(_ endpoint: String) throws(BusError) {
    guard zmq_connect(raw, endpoint) == 0 else { throw BusError.connect(endpoint, Self.lastError) }
  }

  /// Sends all parts or none. libzmq copies them.
  func send(_ parts: [[UInt8]]) -> Sent {
    for (index, part) in parts.enumerated() {
      let sent = part.withUnsafeBytes { send($0, isLast: index == parts.count - 1) }
      if sent != .sent { return sent }
    }
    return .sent
  }

  /// - Parameter isLast: whether the message ends here. Only its first part can fail to be sent.
  func send(_ part: UnsafeRawBufferPointer, isLast: Bool) -> Sent {
    let sent = zmq_send(raw, part.baseAddress, part.count, ZMQ_DONTWAIT | (isLast ? 0 : ZMQ_SNDMORE))
    return sent < 0 ? Self.notSent : .sent
  }

  /// Why libzmq has just not sent something.
  static var notSent: Sent { zmq_errno() == EHOSTUNREACH ? .unreachable : .full }

  static var lastError: String { String(cString: zmq_strerror(zmq_errno())) }
}

/// The bus cannot be set up. Each says what to look at.
public enum BusError: Error, CustomStringConvertible {
  case socket(String, String)
  case bind(String, String)
  case connect(String, String)
  case configuration(String)

  public var description: String {
    switch self {
    case .socket(let act, let why): "libzmq could not \(act) a socket: \(why)."
    case .bind(let endpoint, let why):
      "The bus cannot listen at \(endpoint): \(why). Is another instance of this service running?"
    case .connect(let endpoint, let why): "The bus cannot connect to \(endpoint): \(why). Check the address."
    case .configuration(let sentence): sentence
    }
  }
}
