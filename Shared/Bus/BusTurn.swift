import CZeroMQ

// What the bus's thread does in one turn: polls, takes in what came, ends what took too long.
extension Bus {
  func turn(mayWait: Bool) {
    let sockets =
      [server, gatekeeper?.socket].compactMap { $0 } + peers.values.flatMap { [$0.socket, $0.disconnections] }
    var items = sockets.map { zmq_pollitem_t(socket: $0.raw, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0) }
    items.append(zmq_pollitem_t(socket: nil, fd: thread.wakeDescriptor, events: Int16(ZMQ_POLLIN), revents: 0))
    zmq_poll(&items, Int32(items.count), mayWait ? patience() : 0)
    if items[items.count - 1].revents != 0 { thread.awoke() }
    if !isClosed { drain() }
    expire()
  }

  /// How long the poll may wait, in milliseconds: until the next deadline, at most a second.
  private func patience() -> Int {
    let now = clock.now()
    let next = waiting.values.map(\.deadline).min().map { Int(($0 - now).milliseconds) } ?? 1000
    return max(1, min(next, 1000))
  }

  private func drain() {
    gatekeeper?.admit()
    if let server {
      for _ in 0..<Self.drainMax {
        guard let (frames, user) = server.receive() else { break }
        guard let identity = frames.first else { continue }
        accept(Array(frames.dropFirst()), from: .client(identity), user: user)
      }
    }
    for (service, peer) in peers {
      for _ in 0..<Self.drainMax {
        guard let (frames, _) = peer.socket.receive() else { break }
        accept(frames, from: .service(service), user: nil)
      }
      // After what still came from it.
      var isLost = false
      while peer.disconnections.receive() != nil { isLost = true }
      if isLost { lost(service) }
    }
  }

  private func expire() {
    let now = clock.now()
    for (id, asked) in waiting where asked.deadline <= now {
      stop(outgoing: id)
      settle(id, .failure(Refusal(.timedOut, "No answer came in time. Is the service running? Try `ping`.")))
    }
    for (id, stream) in incoming where stream.isIdle(since: now - Self.idleMax) {
      fail(incoming: id, Refusal(.timedOut, "The bytes stopped coming."))
    }
    for (id, stream) in outgoing where stream.isIdle(since: now - Self.idleMax) { stop(outgoing: id) }
  }

  private func accept(_ frames: [[UInt8]], from route: Route, user: String?) {
    guard let header = frames.first, let (kind, stream, count) = Frame.parse(header) else { return reject("header") }
    switch (kind, frames.count, stream) {
    case (.request, 3, _): acceptRequest(frames[1], frames[2], route, user)
    case (.reply, 3, _): acceptReply(frames[1], frames[2], route)
    case (.chunk, 2, let id?): take(frames[1], id)
    case (.end, 2, let id?): finish(id, digest: frames[1])
    case (.abort, 1, let id?): fail(incoming: id, Refusal(.cancelled, "The sender of the bytes stopped."))
    case (.grant, 1, let id?): outgoing[id]?.grant(count, now: clock.now())
    case (.stop, 1, let id?): stop(outgoing: id)
    case (.cancel, 1, let id?): fail(incoming: id, Refusal(.cancelled, "The sender gave up."))
    case (.request, _, _), (.reply, _, _), (.chunk, _, _), (.end, _, _), (.abort, _, _), (.grant, _, _), (.stop, _, _),
      (.cancel, _, _):
      reject("parts")
    }
  }

  private func acceptRequest(_ head: [UInt8], _ payload: [UInt8], _ route: Route, _ user: String?) {
    let envelope: Envelope
    do { envelope = try Coding.decode(Envelope.self, head) } catch { return reject("envelope") }
    guard configuration.keys == nil || user == envelope.sender.rawValue else {
      log.warning(
        "a sender gives another's name", metadata: ["says": "\(envelope.sender)", "is": "\(user ?? "unknown")"])
      return refuse(Refusal(.forbidden, "The sender's name does not belong to its key."), envelope.id, to: route)
    }
    guard envelope.deadline > clock.now() else {
      return refuse(Refusal(.timedOut, "The request came after its deadline."), envelope.id, to: route)
    }
    guard payload.count <= Frame.messageMax else {
      return refuse(Refusal(.bodyTooLarge, "A message has at most \(Frame.messageMax) bytes."), envelope.id, to: route)
    }
    let attachment = envelope.attachment.map { open(envelope.id, $0, route) }
    receive?(
      Delivery(
        envelope: envelope, payload: payload, attachment: attachment, sender: envelope.sender, route: route, bus: self))
  }

  private func acceptReply(_ head: [UInt8], _ payload: [UInt8], _ route: Route) {
    let envelope: ReplyEnvelope
    do { envelope = try Coding.decode(ReplyEnvelope.self, head) } catch { return reject("reply envelope") }
    // Too late: nobody waits; whoever sends bytes with it must hear that.
    guard waiting[envelope.to] != nil else { return post(Frame.stream(.stop, envelope.to), to: route) }
    stop(outgoing: envelope.to)
    if envelope.status == .refused {
      let refusal: Refusal
      do { refusal = try Coding.decode(Refusal.self, payload) } catch {
        refusal = Refusal(.internal, "A refusal was garbled.")
      }
      return settle(envelope.to, .failure(refusal))
    }
    let attachment = envelope.attachment.map { open(envelope.to, $0, route) }
    settle(envelope.to, .success(Answer(envelope: envelope, payload: payload, attachment: attachment)))
  }

  private func reject(_ what: String) {
    malformed += 1
    log.warning("dropped a malformed message", metadata: ["part": "\(what)", "count": "\(malformed)"])
  }
}
