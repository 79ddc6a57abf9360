import CZeroMQ

// What the bus's thread does in one turn: polls, takes in what came, ends what took too long.
extension Bus {
  func turn(mayWait: Bool) {
    depart()
    if polled.isEmpty { polled = pollItems() }
    zmq_poll(&polled, Int32(polled.count), mayWait ? patience() : 0)
    thread.awoke(byDescriptor: polled[0].revents != 0)
    if !isClosed { drainSockets() }
    expire()
  }

  private func pollItems() -> [zmq_pollitem_t] {
    let own = zmq_pollitem_t(socket: nil, fd: thread.wakeDescriptor, events: Int16(ZMQ_POLLIN), revents: 0)
    let sockets =
      [server, gatekeeper?.socket, publisher].compactMap { $0 } + gateWatches.map(\.socket)
      + (peers.values + subscribers.values.compactMap(\.peer)).flatMap { [$0.socket, $0.watch.socket] }
    return [own] + sockets.map { zmq_pollitem_t(socket: $0.raw, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0) }
  }

  /// How long the poll may wait, in milliseconds: until something may expire, at most a second.
  private func patience() -> Int { Int(min(max((nextExpiry - elapsed.now()).milliseconds, 1), 1000)) }

  private func drainSockets() {
    gatekeeper?.admit(parts)
    if let server { drain(server) { accept(from: .client(parts.bytes(0)), first: 1) } }
    for (service, peer) in peers {
      drain(peer.socket) { accept(from: .service(service), first: 0) }
      // After what still came from it.
      look(at: peer.watch, of: service)
    }
    for watch in gateWatches { look(atGate: watch) }
    if let publisher { takeSubscriptions(publisher) }
    for (service, subscriber) in subscribers { takeEvents(of: service, subscriber) }
  }

  func drain(_ socket: ZMQSocket, _ accept: () -> Void) {
    var count = 0
    while count < Self.drainMax, parts.receive(from: socket) {
      count += 1
      accept()
    }
  }

  /// Looks for what is past its time, as soon as something may be, and each second.
  private func expire() {
    let now = elapsed.now()
    endDrain(now)
    guard now >= nextExpiry else { return }
    let end = expireRequests(now)
    expireAnswers(now)
    expireIncoming(now)
    expireOutgoing(now)
    renewSubscriptions()
    nextExpiry = [end, drained == nil ? nil : drainEnd].compactMap { $0 }.reduce(now + .seconds(1), min)
  }

  /// - Parameter first: the message's first part, behind the name of who sent it.
  private func accept(from route: Route, first: Int) {
    guard parts.count > first, let frame = Frame(parts[first]) else { return reject("header") }
    guard parts.count - first == frame.kind.parts else { return reject("parts") }
    guard let id = frame.stream else { return acceptMessage(frame.kind, from: route, first + 1) }
    switch frame.kind {
    case .chunk: put(Chunk(parts.keep(first + 1)), frame, id, from: route)
    case .end: finish(id, count: frame.number, checksum: parts.bytes(first + 1), from: route)
    case .abort: abort(id, from: route)
    case .probe: answer(probe: id, from: route)
    case .grant: grant(frame, id, from: route)
    case .stop: stop(outgoing: id, from: route)
    case .cancel: cancel(id, from: route)
    case .request, .reply: reject("header")
    }
  }

  /// Requests come from clients, answers from services; whoever mixes that up is not understood.
  private func acceptMessage(_ kind: Frame.Kind, from route: Route, _ head: Int) {
    do {
      switch (kind, route) {
      case (.request, .client):
        let user = configuration.keys == nil ? nil : parts.user
        acceptRequest(try Envelope(encoded: parts[head]), parts.bytes(head + 1), route, user: user)
      case (.reply, .service(let service)):
        acceptReply(try ReplyEnvelope(encoded: parts[head]), parts.bytes(head + 1), service)
      default: reject("direction")
      }
    } catch {
      reject("envelope")
    }
  }

  func reject(_ what: String) {
    malformed += 1
    log.warning("dropped a malformed message", metadata: ["part": "\(what)", "count": "\(malformed)"])
  }
}
