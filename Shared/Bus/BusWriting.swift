// Attachments going out: a chunk for each that the reader grants.
extension Bus {
  func start(_ attachment: Attachment, as id: Envelope.ID, to route: Route) {
    let stream = OutgoingStream(to: route, now: elapsed.now())
    outgoing[id] = stream
    pump.yield(Pumped(id: id, stream: stream, attachment: attachment))
  }

  /// An attachment that is being sent.
  struct Pumped {
    let id: Envelope.ID
    let stream: OutgoingStream
    let attachment: Attachment
  }

  /// Sends an attachment on the caller's thread: only the chunks themselves go through the bus's.
  nonisolated func send(_ pumped: Pumped) async {
    let (id, stream) = (pumped.id, pumped.stream)
    var checksum = Checksum()
    do {
      while let number = await room(stream, id) {
        guard let chunk = try await pumped.attachment.next() else { return end(id, count: number, checksum.finish()) }
        checksum.add(chunk)
        thread.perform(on: self) { $0.send(chunk, number: number, of: id) }
      }
      pumped.attachment.cancel()
    } catch {
      let why = error as? Refusal ?? .fault
      thread.perform(on: self) { $0.abort(outgoing: id, because: why) }
    }
  }

  private nonisolated func room(_ stream: OutgoingStream, _ id: Envelope.ID) async -> UInt32? {
    await withTaskCancellationHandler {
      await stream.room()
    } onCancel: {
      thread.perform(on: self) { $0.abort(outgoing: id, because: Refusal(.cancelled, "The request was cancelled.")) }
    }
  }

  private nonisolated func end(_ id: Envelope.ID, count: UInt32, _ checksum: [UInt8]) {
    thread.perform(on: self) { bus in
      guard let stream = bus.outgoing.removeValue(forKey: id) else { return }
      bus.post(Frame(.end, id, number: count), [checksum], to: stream.route)
      bus.hasten(id, by: bus.elapsed.now() + Self.answerAfterBytesMax)
    }
  }

  private func send(_ chunk: Chunk, number: UInt32, of id: Envelope.ID) {
    guard let stream = outgoing[id] else { return }
    if !post(Frame(.chunk, id, number: number), chunk, to: stream.route) { stop(outgoing: id) }
  }

  /// The bytes cannot be had: what is wrong with them is the answer to the request that they were for.
  private func abort(outgoing id: Envelope.ID, because refusal: Refusal) {
    abort(outgoing: id)
    settle(id, .failure(refusal))
  }

  func abort(outgoing id: Envelope.ID) {
    guard let stream = outgoing.removeValue(forKey: id) else { return }
    stream.stop()
    post(Frame(.abort, id), to: stream.route)
  }

  // MARK: What the reader says

  /// A grant for what is not being sent is answered: the reader may wait for an end that was lost.
  func grant(_ frame: Frame, _ id: Envelope.ID, from route: Route) {
    guard let stream = outgoing[id], stream.route == route else {
      post(Frame(.abort, id), to: route)
      return
    }
    stream.grant(before: frame.number, now: elapsed.now())
  }

  /// Who wants no more bytes answers soon, unless it never heard of the request: then it has to be sent again.
  func stop(outgoing id: Envelope.ID, from route: Route) {
    guard outgoing[id]?.route == route else { return }
    stop(outgoing: id)
    hasten(id, by: elapsed.now() + Self.answerAfterStopMax)
  }

  func stop(outgoing id: Envelope.ID) { outgoing.removeValue(forKey: id)?.stop() }

  /// Asks readers who are silent whether they are there. One who only reads slowly says so.
  func expireOutgoing(_ now: ContinuousClock.Instant) {
    for (id, stream) in outgoing {
      guard let silence = stream.silence(now: now), silence >= Self.probeAfter else { continue }
      if silence >= Self.silenceMax || !post(Frame(.probe, id), to: stream.route) { stop(outgoing: id) }
    }
  }
}
