import CZeroMQ

/// A libzmq context: its I/O threads and its sockets' address space.
final class ZMQContext {
  let raw: UnsafeMutableRawPointer

  init() {
    guard let raw = zmq_ctx_new() else { preconditionFailure("libzmq cannot make a context: out of memory") }
    self.raw = raw
  }

  deinit { zmq_ctx_term(raw) }
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

  /// A socket that receives a message each time that this one loses its connection. Ask before connecting.
  func disconnections(named name: String) throws(BusError) -> ZMQSocket {
    let endpoint = "inproc://disconnections-\(name)"
    guard zmq_socket_monitor(raw, endpoint, ZMQ_EVENT_DISCONNECTED) == 0 else {
      throw BusError.socket("watch", Self.lastError)
    }
    let socket = try ZMQSocket(ZMQ_PAIR, in: context)
    try socket.connect(endpoint)
    return socket
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

  /// Sends all frames or none.
  func send(_ frames: [[UInt8]]) -> Sent {
    for (index, frame) in frames.enumerated() {
      let more = index < frames.count - 1 ? ZMQ_SNDMORE : 0
      let sent = frame.withUnsafeBytes { zmq_send(raw, $0.baseAddress, $0.count, ZMQ_DONTWAIT | more) }
      if sent < 0 { return zmq_errno() == EHOSTUNREACH ? .unreachable : .full }
    }
    return .sent
  }

  /// The next message, if one is there, with the name that ZAP gave its sender.
  func receive() -> (frames: [[UInt8]], user: String?)? {
    var frames: [[UInt8]] = []
    var user: String?
    var more = true
    while more {
      var message = zmq_msg_t()
      zmq_msg_init(&message)
      defer { zmq_msg_close(&message) }
      guard zmq_msg_recv(&message, raw, ZMQ_DONTWAIT) >= 0 else { return nil }
      let buffer = UnsafeRawBufferPointer(start: zmq_msg_data(&message), count: zmq_msg_size(&message))
      // A peer that sends endless parts must not fill the memory: what exceeds any message of ours is dropped.
      if frames.count < Frame.partsMax { frames.append([UInt8](buffer)) }
      if let name = zmq_msg_gets(&message, "User-Id") { user = String(cString: name) }
      more = zmq_msg_more(&message) != 0
    }
    return (frames, user)
  }

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
