// What this process asks.
extension Bus {
  /// One try: sends and waits for the answer until the envelope's deadline. Cancelling the task tells the receiver.
  public nonisolated func exchange(
    _ payload: [UInt8], _ envelope: Envelope, attachment: Attachment? = nil
  ) async throws(Refusal) -> Answer {
    let (id, receiver) = (envelope.id, envelope.receiver)
    guard !Task.isCancelled, envelope.deadline > clock.now() else {
      attachment?.cancel()
      throw Task.isCancelled
        ? .requestCancelled : Refusal(.timedOut, "The deadline has passed and nothing was sent. Allow more time.")
    }
    let answer = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        thread.perform(on: self) { $0.begin(payload, envelope, attachment, continuation) }
        // Who was cancelled meanwhile has been given up before it began.
        if Task.isCancelled { thread.perform(on: self) { $0.giveUp(id, to: receiver) } }
      }
    } onCancel: {
      thread.perform(on: self) { $0.giveUp(id, to: receiver) }
    }
    return try answer.get()
  }

  private func begin(
    _ payload: [UInt8], _ envelope: Envelope, _ attachment: Attachment?,
    _ continuation: CheckedContinuation<Result<Answer, Refusal>, Never>
  ) {
    let end = end(of: envelope)
    waiting[envelope.id] = Asked(
      receiver: envelope.receiver, end: end, continuation: continuation)
    nextExpiry = min(nextExpiry, end)
    let (id, route) = (envelope.id, Route.service(envelope.receiver))
    queue([Frame(.request).header, envelope.encoded(), payload], to: route) { bus, refusal in
      bus.stop(outgoing: id)
      bus.settle(id, .failure(refusal))
    }
    if let attachment { start(attachment, as: id, to: route) }
  }

  /// The envelope's deadline, from then on by the time that passes.
  func end(of envelope: Envelope) -> ContinuousClock.Instant { elapsed.now() + (envelope.deadline - clock.now()) }

  private func giveUp(_ id: Envelope.ID, to receiver: ServiceName, _ refusal: Refusal = .requestCancelled) {
    guard waiting[id] != nil else { return }
    post(Frame(.cancel, id), to: .service(receiver))
    abort(outgoing: id)
    settle(id, .failure(refusal))
  }

  /// Waits for an answer until then at most.
  func hasten(_ id: Envelope.ID, by moment: ContinuousClock.Instant) {
    guard let asked = waiting[id], asked.end > moment else { return }
    waiting[id]?.end = moment
    nextExpiry = min(nextExpiry, moment)
  }

  func settle(_ id: Envelope.ID, _ result: Result<Answer, Refusal>) {
    waiting.removeValue(forKey: id)?.continuation.resume(returning: result)
  }

  func acceptReply(_ envelope: ReplyEnvelope, _ payload: [UInt8], _ service: ServiceName) {
    let route = Route.service(service)
    guard let asked = waiting[envelope.to], asked.receiver == service else {
      // Nobody waits: who sends bytes with it must hear that, unless they are those that are being read.
      if envelope.attachment != nil, incoming[envelope.to] == nil { post(Frame(.stop, envelope.to), to: route) }
      return
    }
    stop(outgoing: envelope.to)
    switch envelope.status {
    case .refused:
      let refusal: Refusal
      do { refusal = try Coding.decode(Refusal.self, payload) } catch { refusal = .garbled }
      settle(envelope.to, .failure(refusal))
    case .done:
      let attachment = envelope.attachment.map { open(envelope.to, $0, route) }
      settle(envelope.to, .success(Answer(envelope: envelope, payload: payload, attachment: attachment)))
    }
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

  /// - Returns: the earliest end that is left.
  func expireRequests(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    for (id, asked) in waiting where asked.end <= now {
      giveUp(
        id, to: asked.receiver, Refusal(.timedOut, "No answer came in time. Is the service running? Try `ping`."))
    }
    return waiting.values.map(\.end).min()
  }
}

extension Refusal {
  fileprivate static let requestCancelled = Refusal(.cancelled, "The request was cancelled.")
  fileprivate static let garbled = Refusal(.internal, "A refusal was garbled. Both processes must be of one version.")
}
