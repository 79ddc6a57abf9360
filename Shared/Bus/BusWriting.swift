// Attachments going out: a chunk for each grant.
extension Bus {
  func start(_ attachment: Attachment, as id: Envelope.ID, to route: Route) {
    outgoing[id] = OutgoingStream(route: route, now: clock.now())
    pump.yield((id, attachment))
  }

  nonisolated func send(_ attachment: Attachment, as id: Envelope.ID) async {
    do {
      while await roomFor(id) {
        guard let chunk = try await attachment.next() else { return await close(id) }
        await sendChunk(chunk, id)
      }
      attachment.cancel()
    } catch {
      await abort(id)
    }
  }

  /// Waits until the reader wants a chunk; `false` once it wants none.
  private func roomFor(_ id: Envelope.ID) async -> Bool {
    guard let stream = outgoing[id] else { return false }
    return await withTaskCancellationHandler {
      await stream.room(on: self)
    } onCancel: {
      thread.later(on: self) { $0.stop(outgoing: id) }
    }
  }

  private func sendChunk(_ chunk: Chunk, _ id: Envelope.ID) {
    guard let stream = outgoing[id] else { return }
    stream.note(chunk)
    post(Frame.stream(.chunk, id, [chunk.bytes]), to: stream.route)
  }

  private func close(_ id: Envelope.ID) {
    guard let stream = outgoing.removeValue(forKey: id) else { return }
    post(Frame.stream(.end, id, [stream.digest]), to: stream.route)
  }

  private func abort(_ id: Envelope.ID) {
    guard let stream = outgoing.removeValue(forKey: id) else { return }
    post(Frame.stream(.abort, id), to: stream.route)
  }

  func stop(outgoing id: Envelope.ID) { outgoing.removeValue(forKey: id)?.stop() }
}
