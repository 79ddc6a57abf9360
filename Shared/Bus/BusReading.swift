// Attachments coming in: the reader's pull becomes a grant, as far as the process's budget allows.
extension Bus {
  func open(_ id: Envelope.ID, _ head: AttachmentHead, _ route: Route) -> Attachment {
    incoming[id] = IncomingStream(route: route, now: clock.now())
    return Attachment(
      length: head.length, next: { try await self.next(id) },
      cancel: { [thread] in thread.later(on: self) { $0.abandon(id) } })
  }

  func next(_ id: Envelope.ID) async throws -> Chunk? {
    guard let stream = incoming[id] else { throw Refusal(.cancelled, "These bytes are gone.") }
    // The first pull opens the window; each later one makes room for one more.
    let wanted = stream.wasPulled ? (stream.buffer.isEmpty ? 0 : 1) : Self.window
    stream.wasPulled = true
    stream.wanted += wanted
    grantWhatFits()
    let chunk = try await withTaskCancellationHandler {
      try await stream.next(on: self)
    } onCancel: {
      thread.later(on: self) { $0.abandon(id) }
    }
    if chunk != nil { budget.release() } else { incoming[id] = nil }
    grantWhatFits()
    return chunk
  }

  /// Hands out room for chunks, fairly: one to each stream that wants some, while the budget lasts.
  private func grantWhatFits() {
    for (id, stream) in incoming where stream.wanted > 0 {
      let count = budget.take(stream.wanted)
      guard count > 0 else { return }
      stream.wanted -= count
      stream.granted += count
      post(Frame.grant(count, id), to: stream.route)
    }
  }

  func take(_ bytes: [UInt8], _ id: Envelope.ID) {
    guard let stream = incoming[id] else { return }
    guard bytes.count <= Chunk.sizeMax, stream.granted > 0 else {
      return fail(incoming: id, Refusal(.malformedRequest, "More bytes came than were asked for."))
    }
    stream.granted -= 1
    stream.add(Chunk(bytes), now: clock.now())
    if stream.wasPulled, stream.granted + stream.wanted + stream.buffer.count < Self.window { stream.wanted += 1 }
    grantWhatFits()
  }

  func finish(_ id: Envelope.ID, digest: [UInt8]) {
    guard let stream = incoming[id] else { return }
    budget.release(stream.granted)
    stream.granted = 0
    stream.wanted = 0
    stream.finish(digest: digest)
  }

  /// Ends an attachment; `nil` if nobody needs it any more.
  func fail(incoming id: Envelope.ID, _ refusal: Refusal?) {
    guard let stream = incoming.removeValue(forKey: id) else { return }
    budget.release(stream.granted + stream.buffer.count)
    if !stream.isFinished { post(Frame.stream(.stop, id), to: stream.route) }
    stream.fail(refusal ?? Refusal(.cancelled, "The request was answered already."))
  }

  private func abandon(_ id: Envelope.ID) { fail(incoming: id, Refusal(.cancelled, "The reader stopped reading.")) }
}
