// What this process is asked.
extension Bus {
  func acceptRequest(_ envelope: Envelope, _ payload: [UInt8], _ route: Route, user: String?) {
    let id = envelope.id
    // It came twice: it is being answered, or its bytes are on their way.
    guard unanswered[id] == nil, incoming[id] == nil, outgoing[id] == nil else { return }
    if let refusal = objection(to: envelope, payload, user: user) { return refuse(refusal, id, to: route) }
    let fate = Fate()
    unanswered[id] = Owed(route: route, end: end(of: envelope), fate: fate)
    receive?(
      Delivery(
        envelope: envelope, payload: payload, attachment: envelope.attachment.map { open(id, $0, route) },
        sender: envelope.sender, route: route, bus: self, fate: fate))
  }

  /// Why a request is not taken in, if so.
  private func objection(to envelope: Envelope, _ payload: [UInt8], user: String?) -> Refusal? {
    if let refusal = objection(to: envelope, user: user) ?? objection(toContractOf: envelope) { return refusal }
    guard envelope.deadline > clock.now() else {
      return Refusal(.timedOut, "The request came after its deadline. Ask again; if it stays so, compare the clocks.")
    }
    guard payload.count <= Coding.sizeMax else {
      return Refusal(.bodyTooLarge, "A message has at most \(Coding.sizeMax) bytes. Ask for less at once.")
    }
    guard !isDraining else { return Refusal(.unavailable, "\(configuration.me) is stopping. Ask again in a moment.") }
    guard unanswered.count < configuration.unansweredMax else {
      return Refusal(.busy, "\(configuration.me) has too much to do. Try again in a moment.")
    }
    return nil
  }

  /// Whoever asks must be who they say, and have business here.
  private func objection(to envelope: Envelope, user: String?) -> Refusal? {
    let (sender, conversation) = (envelope.sender, envelope.conversation)
    guard configuration.keys == nil || user == sender.rawValue else {
      log.warning("a sender gives another's name", metadata: ["says": "\(sender)", "is": "\(user ?? "unknown")"])
      return Refusal(.forbidden, "The sender's name does not belong to its key. Check its MAYFLY_BUS_KEY.")
    }
    guard Conversations.mayOpen(sender: sender, receiver: configuration.me, conversation: conversation) else {
      log.warning(
        "refused a conversation", metadata: ["sender": "\(sender)", "conversation": "\(conversation.rawValue)"])
      return Refusal(.forbidden, "\(sender) has no business with \(configuration.me): `Conversations` says who has.")
    }
    return nil
  }

  /// What one promises the other must keep. Only how they are may be asked across the difference.
  private func objection(toContractOf envelope: Envelope) -> Refusal? {
    let (its, ours) = (envelope.contract.short, configuration.contract.short)
    guard envelope.conversation == .service, envelope.contract != configuration.contract else { return nil }
    log.warning(
      "refused a process that keeps another retention contract",
      metadata: ["sender": "\(envelope.sender)", "its": "\(its)", "ours": "\(ours)"])
    return Refusal(
      .contractMismatch,
      "\(envelope.sender) keeps the retention contract \(its), \(configuration.me) keeps \(ours). "
        + "Set MAYFLY_CONTRACT alike for all processes and start them again.")
  }

  func reply(_ envelope: ReplyEnvelope, _ payload: [UInt8], _ attachment: Attachment?, to route: Route) {
    let id = envelope.to
    fail(incoming: id, Refusal(.cancelled, "The request was answered already."))
    queue([Frame(.reply).header, envelope.encoded(), payload], to: route) { bus, refusal in
      bus.stop(outgoing: id)
      bus.log.notice(
        "an answer could not be sent", metadata: ["why": "\(refusal.problem.rawValue)", "kind": "\(envelope.kind)"])
    }
    if let attachment { start(attachment, as: id, to: route) }
    unanswered[id] = nil
  }

  func refuse(_ refusal: Refusal, _ id: Envelope.ID, to route: Route) {
    let envelope = ReplyEnvelope(
      to: id, status: .refused, kind: refusal.problem.rawValue, schema: 1, sentAt: clock.now())
    do throws(Refusal) { reply(envelope, try Coding.encodeOrRefuse(refusal), nil, to: route) } catch {
      log.error("a refusal could not be encoded")
    }
  }

  /// Whoever asked gave up.
  func cancel(_ id: Envelope.ID, from route: Route) {
    guard let owed = unanswered[id], owed.route == route else { return }
    owed.fate.isCancelled.store(true, ordering: .relaxed)
    fail(incoming: id, Refusal(.cancelled, "The sender gave up."))
    unanswered[id] = nil
  }

  // MARK: The end

  /// Takes in no more requests, and waits until those that were taken in are answered, bytes and all, or until time is
  /// up.
  public func drain(within limit: Duration) async {
    isDraining = true
    drainEnd = elapsed.now() + limit
    nextExpiry = min(nextExpiry, drainEnd)
    if !isDrained { await withCheckedContinuation { drained = $0 } }
  }

  private var isDrained: Bool { unanswered.isEmpty && outgoing.isEmpty }

  func endDrain(_ now: ContinuousClock.Instant) {
    guard let drained, isDrained || drainEnd <= now else { return }
    self.drained = nil
    drained.resume()
  }

  /// Nobody waits any more for what is past its deadline.
  func expireAnswers(_ now: ContinuousClock.Instant) {
    for (id, owed) in unanswered where owed.end <= now {
      fail(incoming: id, Refusal(.timedOut, "The request's deadline has passed. Ask again with more time."))
      unanswered[id] = nil
    }
  }
}

extension String? {
  /// As much of a digest as tells two apart.
  fileprivate var short: String { self.map { "\($0.prefix(12))…" } ?? "none" }
}
