// Attachments coming in: what a reader has room for is granted, as far as the process's budget allows.
extension Bus {
  func open(_ id: Envelope.ID, _ head: AttachmentHead, _ route: Route) -> Attachment {
    let stream = IncomingStream(from: route, now: elapsed.now())
    incoming[id] = stream
    return Attachment(
      length: head.length, next: { try await self.next(of: stream, id) },
      cancel: { self.thread.perform(on: self) { $0.abandon(id) } })
  }

  private nonisolated func next(of stream: IncomingStream, _ id: Envelope.ID) async throws -> Chunk? {
    let found = await withTaskCancellationHandler {
      await stream.next { thread.perform(on: self) { $0.settle(id) } }
    } onCancel: {
      thread.perform(on: self) { $0.abandon(id) }
    }
    switch found {
    case .chunk(let chunk): return chunk
    case .end:
      thread.perform(on: self) { $0.remove(incoming: id) }
      return nil
    case .failure(let refusal):
      thread.perform(on: self) { $0.fail(incoming: id, refusal) }
      throw refusal
    }
  }

  /// Takes back the room of what was read, and hands it out again.
  private func settle(_ id: Envelope.ID) {
    guard let stream = incoming[id] else { return }
    let (read, wanted) = stream.settle(window: Self.window)
    budget.release(read)
    if wanted > 0 { budget.queue(id) }
    grantWhatFits()
  }

  /// In the order in which the readers came, so that nobody starves.
  private func grantWhatFits() {
    while let id = budget.next() {
      guard let stream = incoming[id] else { continue }
      let wanted = stream.settle(window: Self.window)
      budget.release(wanted.read)
      let count = budget.take(wanted.wanted)
      guard count > 0 else { continue }
      if count < wanted.wanted { budget.queue(id) }
      post(Frame(.grant, id, number: stream.grant(count)), to: stream.route)
    }
  }

  // MARK: What the writer says

  func put(_ chunk: Chunk, _ frame: Frame, _ id: Envelope.ID, from route: Route) {
    guard let stream = stream(id, from: route) else { return }
    guard chunk.count <= Chunk.sizeMax else { return fail(incoming: id, .lostBytes) }
    switch stream.put(chunk, number: frame.number, now: elapsed.now()) {
    case .fits, .again: return
    case .flaw: fail(incoming: id, .lostBytes)
    }
  }

  func finish(_ id: Envelope.ID, count: UInt32, checksum: [UInt8], from route: Route) {
    guard let stream = stream(id, from: route), !stream.isFinished else { return }
    guard let surplus = stream.finish(count: count, checksum: checksum) else {
      return fail(incoming: id, .lostBytes)
    }
    budget.release(surplus)
    grantWhatFits()
  }

  func abort(_ id: Envelope.ID, from route: Route) {
    guard let stream = stream(id, from: route), !stream.isFinished else { return }
    fail(incoming: id, Refusal(.unavailable, "The sender of the bytes stopped. Ask again."))
  }

  /// The writer waits: says again what he may send, or that nobody wants it any more.
  func answer(probe id: Envelope.ID, from route: Route) {
    guard let stream = stream(id, from: route) else {
      post(Frame(.stop, id), to: route)
      return
    }
    if !stream.isFinished { post(Frame(.grant, id, number: stream.limit), to: route) }
  }

  /// Only who sends an attachment has a say in it.
  private func stream(_ id: Envelope.ID, from route: Route) -> IncomingStream? {
    incoming[id].flatMap { $0.route == route ? $0 : nil }
  }

  // MARK: Ends

  /// Ends an attachment early, whoever wants it to end.
  func fail(incoming id: Envelope.ID, _ refusal: Refusal) {
    guard let stream = incoming[id] else { return }
    let wasFinished = stream.isFinished
    remove(incoming: id)
    if !wasFinished { post(Frame(.stop, id), to: stream.route) }
    stream.fail(refusal)
  }

  private func remove(incoming id: Envelope.ID) {
    guard let stream = incoming.removeValue(forKey: id) else { return }
    budget.release(stream.share)
    grantWhatFits()
  }

  private func abandon(_ id: Envelope.ID) { fail(incoming: id, Refusal(.cancelled, "The reader stopped reading.")) }

  /// Asks writers who are silent whether they are there, by saying again what they may send: that finds out who has
  /// gone, and makes up for a grant that was lost.
  func expireIncoming(_ now: ContinuousClock.Instant) {
    for (id, stream) in incoming {
      guard let silence = stream.silence(now: now), silence >= Self.probeAfter else { continue }
      if silence >= Self.silenceMax {
        fail(incoming: id, Refusal(.timedOut, "The bytes stopped coming. Send them again."))
      } else if !post(Frame(.grant, id, number: stream.limit), to: stream.route) {
        fail(incoming: id, Refusal(.unavailable, "Who sent these bytes has gone away. Ask again when it is back."))
      }
    }
  }
}

extension Refusal {
  static let lostBytes = Refusal(.unavailable, "Bytes were lost or changed on their way. Send them again.")
}
