import CZeroMQ

@testable import Shared

/// Somebody at the door with a bare libzmq socket, who says what no client of ours would.
struct Stranger {
  private let socket: ZMQSocket

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

  @discardableResult
  func say(_ frames: [[UInt8]]) -> Bool { socket.send(frames) == .sent }

  /// A request as the gateway would send it.
  @discardableResult
  func say(_ request: some ServiceRequest) throws -> Bool {
    let now = WallClock.system.now()
    let envelope = Envelope(
      id: Randomness.system.identifier(), idempotencyKey: "k", sender: .gateway, receiver: .uploadStore,
      conversation: .service, kind: request.kind, schema: 1, sentAt: now, deadline: now + .seconds(60))
    return say([Frame(.request).header, envelope.encoded(), try Coding.encode(request)])
  }
}
