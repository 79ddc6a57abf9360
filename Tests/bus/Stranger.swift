import CZeroMQ

@testable import Shared

/// Somebody at the door with a bare libzmq socket, who says what no client of ours would.
struct Stranger {
  private let socket: ZMQSocket
  private let parts = ZMQParts()

  init(at endpoint: String, _ prepare: (ZMQSocket) throws -> Void = { _ in }) throws {
    socket = try ZMQSocket(ZMQ_DEALER, in: ZMQContext())
    try prepare(socket)
    try socket.connect(endpoint)
  }

  /// With CURVE, as a client of the server that has this key.
  static func withKeys(_ own: CurveKeyPair, of server: String, at endpoint: String) throws -> Stranger {
    try Stranger(at: endpoint) { socket in
      try socket.set(ZMQ_CURVE_SERVERKEY, server)
      try socket.set(ZMQ_CURVE_PUBLICKEY, own.publicKey)
      try socket.set(ZMQ_CURVE_SECRETKEY, own.secretKey)
    }
  }

  /// Under a name of its own choice.
  static func named(_ name: [UInt8], at endpoint: String) throws -> Stranger {
    try Stranger(at: endpoint) { socket in
      let isTaken = name.withUnsafeBytes { zmq_setsockopt(socket.raw, ZMQ_ROUTING_ID, $0.baseAddress, $0.count) } == 0
      guard isTaken else { throw BusError.socket("name", ZMQSocket.lastError) }
    }
  }

  @discardableResult
  func say(_ frames: [[UInt8]]) -> Bool { socket.send(frames) == .sent }

  /// The next message to it, after at most this many milliseconds. For a thread that may wait.
  func hear(within milliseconds: Int = 0) -> [[UInt8]]? {
    var item = zmq_pollitem_t(socket: socket.raw, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
    guard zmq_poll(&item, 1, milliseconds) > 0, parts.receive(from: socket) else { return nil }
    return (0..<min(parts.count, Frame.partsMax)).map(parts.bytes)
  }

  /// A request as the gateway would send it.
  @discardableResult
  func say(_ request: some ServiceRequest, _ envelope: Envelope? = nil) throws -> Bool {
    let envelope = envelope ?? .of(request)
    return say([Frame(.request).header, envelope.encoded(), try Coding.encode(request)])
  }
}
