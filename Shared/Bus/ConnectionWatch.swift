import CZeroMQ
import Logging

/// What libzmq says of a socket's connections, beside their messages: that one was lost, or that its two ends did not
/// come to terms. Whoever has no CURVE, another mechanism or the wrong server's key never gets as far as the
/// gatekeeper: this is the only place that hears of him.
final class ConnectionWatch {
  enum Event: Equatable {
    case lost
    /// The handshake broke off, and why.
    case refused(String)
  }

  let socket: ZMQSocket
  private static let events =
    ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
    | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH

  /// Ask before the socket connects or binds.
  init(_ watched: ZMQSocket, named name: String) throws(BusError) {
    let endpoint = "inproc://watch-\(name)"
    guard zmq_socket_monitor(watched.raw, endpoint, Self.events) == 0 else {
      throw BusError.socket("watch", ZMQSocket.lastError)
    }
    socket = try ZMQSocket(ZMQ_PAIR, in: watched.context)
    try socket.connect(endpoint)
  }

  /// The next of them, if there is one.
  func next() -> Event? {
    // Two bytes that say what, four more about it; then the address as a part of its own.
    var bytes: UInt64 = 0
    guard zmq_recv(socket.raw, &bytes, 6, ZMQ_DONTWAIT) == 6 else { return nil }
    zmq_recv(socket.raw, nil, 0, ZMQ_DONTWAIT)
    let (event, value) = withUnsafeBytes(of: bytes) {
      ($0.load(as: UInt16.self), $0.loadUnaligned(fromByteOffset: 2, as: UInt32.self))
    }
    return Int32(event) == ZMQ_EVENT_DISCONNECTED ? .lost : .refused(Self.reason(Int32(event), value))
  }

  private static func reason(_ event: Int32, _ value: UInt32) -> String {
    switch event {
    case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: "the key was refused"
    case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL where value == UInt32(ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH):
      "not the same security mechanism"
    case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL where value == UInt32(ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC):
      "not encrypted for this key"
    case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL: "not the protocol"
    default: "it broke off"
    }
  }
}

extension Bus {
  /// Connections to a service that this process asks.
  func look(at watch: ConnectionWatch, of service: ServiceName) {
    while let event = watch.next() {
      lost(service)
      guard case .refused(let why) = event else { continue }
      logRefusal(by: service, why)
      // libzmq does not try again after a refusal: the next request does, through another socket.
      peers[service] = nil
      polled = []
    }
  }

  func logRefusal(by process: ServiceName, _ why: String) {
    log.warning("no handshake with a process", metadata: ["process": "\(process)", "why": "\(why)"])
  }

  /// Connections of those who ask this process.
  func look(atGate watch: ConnectionWatch) {
    while let event = watch.next() {
      guard case .refused(let why) = event else { continue }
      turnedAway += 1
      log.warning("turned a connection away", metadata: ["why": "\(why)", "count": "\(turnedAway)"])
    }
  }
}
