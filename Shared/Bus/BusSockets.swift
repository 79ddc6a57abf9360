import CZeroMQ

// The sockets: one ROUTER that others connect to, and one DEALER to each service that this process asks.
extension Bus {
  func send(_ frames: [[UInt8]], to route: Route) throws(Refusal) {
    guard !isClosed else { throw Refusal(.unavailable, "This process is stopping.") }
    let sent: ZMQSocket.Sent
    switch route {
    case .client(let identity): sent = server?.send([identity] + frames) ?? .unreachable
    case .service(let service):
      do { sent = try peer(service).socket.send(frames) } catch { throw Refusal(.unavailable, error.description) }
    }
    switch sent {
    case .sent: return
    case .full: throw Refusal(.busy, "The queue to it is full. Try again in a moment.")
    case .unreachable: throw Refusal(.unavailable, "It is not connected.")
    }
  }

  /// Sends what needs no answer; if it cannot be sent, time-outs take care of the rest.
  func post(_ frames: [[UInt8]], to route: Route) {
    do throws(Refusal) { try send(frames, to: route) } catch {
      log.debug("could not send", metadata: ["why": "\(error.problem.rawValue)"])
    }
  }

  func peer(_ service: ServiceName) throws(BusError) -> Peer {
    if let peer = peers[service] { return peer }
    guard let endpoint = configuration.endpoints[service] else {
      throw .configuration("No address of \(service) is set.")
    }
    let socket = try makeSocket(ZMQ_DEALER)
    try socket.set(ZMQ_RECONNECT_IVL, 20)
    try socket.set(ZMQ_RECONNECT_IVL_MAX, 500)
    if let keys = configuration.keys {
      guard let theirs = keys.known[service] else { throw .configuration("No public key of \(service) is known.") }
      try socket.set(ZMQ_CURVE_SERVERKEY, theirs)
      try socket.set(ZMQ_CURVE_PUBLICKEY, keys.own.publicKey)
      try socket.set(ZMQ_CURVE_SECRETKEY, keys.own.secretKey)
    }
    let peer = Peer(socket: socket, disconnections: try socket.disconnections(named: service.rawValue))
    try socket.connect(endpoint)
    peers[service] = peer
    return peer
  }

  /// The other end has gone, and with it what it was asked and did not answer: whoever waits for that need not wait for
  /// the deadline, but can ask again.
  func lost(_ service: ServiceName) {
    let gone = Refusal(.unavailable, "\(service) has gone away. It is asked again when it is back.")
    for (id, asked) in waiting where asked.receiver == service {
      stop(outgoing: id)
      settle(id, .failure(gone))
    }
    for (id, stream) in incoming where stream.route == .service(service) { fail(incoming: id, gone) }
    for (id, stream) in outgoing where stream.route == .service(service) { stop(outgoing: id) }
  }

  func makeSocket(_ type: Int32) throws(BusError) -> ZMQSocket {
    guard let context else { throw .configuration("This process is stopping.") }
    let socket = try ZMQSocket(type, in: context)
    try socket.set(ZMQ_HEARTBEAT_IVL, 2000)
    try socket.set(ZMQ_HEARTBEAT_TIMEOUT, 6000)
    try socket.set(ZMQ_HANDSHAKE_IVL, 5000)
    return socket
  }
}
