import CZeroMQ

// The sockets: one ROUTER that others connect to, and one DEALER to each service that this process asks.
extension Bus {
  /// A message that waits to be sent with others, and what is to be done if it cannot be.
  struct Departure {
    let parts: [[UInt8]]
    let route: Route
    let failed: (isolated Bus, Refusal) -> Void
  }

  /// Sends a message soon: before the sockets are looked at again, or with the next few. Each message by itself would
  /// wake libzmq's own thread; several at once are one wake-up, and one call of the kernel.
  func queue(_ parts: [[UInt8]], to route: Route, failed: @escaping (isolated Bus, Refusal) -> Void) {
    departures.append(Departure(parts: parts, route: route, failed: failed))
    if departures.count >= Self.departuresMax { depart() }
  }

  func depart() {
    guard !departures.isEmpty else { return }
    let leaving = departures
    departures.removeAll(keepingCapacity: true)
    for departure in leaving {
      do throws(Refusal) { try sendNow(departure.parts, to: departure.route) } catch { departure.failed(self, error) }
    }
  }

  /// Sends what must not wait, behind all that was sent before.
  func send(_ parts: [[UInt8]], to route: Route) throws(Refusal) {
    depart()
    try sendNow(parts, to: route)
  }

  private func sendNow(_ parts: [[UInt8]], to route: Route) throws(Refusal) {
    let (socket, identity) = try socket(to: route)
    try check(socket.send(identity + parts))
  }

  /// Sends what needs no answer; if it cannot be sent, time-outs take care of the rest.
  ///
  /// - Returns: whether it was sent.
  @discardableResult
  func post(_ frame: Frame, _ parts: [[UInt8]] = [], to route: Route) -> Bool {
    do throws(Refusal) {
      try send([frame.header] + parts, to: route)
      return true
    } catch {
      log.debug("could not send", metadata: ["why": "\(error.problem.rawValue)"])
      return false
    }
  }

  /// Sends a chunk from where it lies.
  func post(_ frame: Frame, _ chunk: Chunk, to route: Route) -> Bool {
    depart()
    do throws(Refusal) {
      let (socket, identity) = try socket(to: route)
      for part in identity + [frame.header] { try check(part.withUnsafeBytes { socket.send($0, isLast: false) }) }
      try check(chunk.send(over: socket))
      return true
    } catch {
      log.debug("could not send a chunk", metadata: ["why": "\(error.problem.rawValue)"])
      return false
    }
  }

  private func socket(to route: Route) throws(Refusal) -> (ZMQSocket, identity: [[UInt8]]) {
    guard !isClosed else { throw Refusal(.unavailable, "This process is stopping.") }
    switch route {
    case .client(let identity):
      guard let server else { throw Refusal(.unavailable, "It is not connected.") }
      return (server, [identity])
    case .service(let service):
      do { return (try peer(service).socket, []) } catch { throw Refusal(.unavailable, error.description) }
    }
  }

  private func check(_ sent: ZMQSocket.Sent) throws(Refusal) {
    switch sent {
    case .sent: return
    case .full: throw Refusal(.busy, "The queue to it is full. Try again in a moment.")
    case .unreachable: throw Refusal(.unavailable, "It is not connected.")
    }
  }

  func peer(_ service: ServiceName) throws(BusError) -> Peer {
    if let peer = peers[service] { return peer }
    let socket = try makeSocket(ZMQ_DEALER)
    let peer = Peer(socket: socket, watch: try ConnectionWatch(socket, named: service.rawValue))
    try connect(socket, to: service) { $0 }
    peers[service] = peer
    polled = []
    return peer
  }

  /// - Parameter address: the socket's address, made from the service's.
  func connect(_ socket: ZMQSocket, to service: ServiceName, _ address: (String) -> String) throws(BusError) {
    guard let endpoint = configuration.endpoints[service] else {
      throw .configuration("No address of \(service) is set.")
    }
    try socket.set(ZMQ_RECONNECT_IVL, 20)
    try socket.set(ZMQ_RECONNECT_IVL_MAX, 500)
    if let keys = configuration.keys {
      guard let theirs = keys.known[service] else { throw .configuration("No public key of \(service) is known.") }
      try socket.set(ZMQ_CURVE_SERVERKEY, theirs)
      try socket.set(ZMQ_CURVE_PUBLICKEY, keys.own.publicKey)
      try socket.set(ZMQ_CURVE_SECRETKEY, keys.own.secretKey)
    }
    try socket.connect(address(endpoint))
  }

  /// Lets in only whom the gatekeeper knows, where there are keys.
  func guardGate(of socket: ZMQSocket) throws(BusError) {
    guard let keys = configuration.keys else { return }
    if gatekeeper == nil {
      gatekeeper = try Gatekeeper(keys, of: configuration.me, in: socket.context, log: log)
    }
    try socket.set(ZMQ_CURVE_SERVER, 1)
    try socket.set(ZMQ_CURVE_SECRETKEY, keys.own.secretKey)
    try socket.set(ZMQ_ZAP_DOMAIN, "mayfly")
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
