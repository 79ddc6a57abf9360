/// An attachment on its way from us: the reader at the other end says how much of it may be sent.
final class OutgoingStream: Sendable {
  fileprivate struct State {
    var sent: UInt32 = 0
    /// Chunks before this number may be sent.
    var limit: UInt32 = 0
    var isStopped = false
    var writer: CheckedContinuation<UInt32?, Never>?
    var lastHeard: ContinuousClock.Instant
  }

  let route: Route
  private let state: Guarded<State>

  init(to route: Route, now: ContinuousClock.Instant) {
    self.route = route
    state = Guarded(State(lastHeard: now))
  }

  /// Waits for room for one chunk.
  ///
  /// - Returns: the chunk's number; `nil` once the reader wants no more.
  func room() async -> UInt32? {
    await withCheckedContinuation { writer in
      let number = state.withLock { state -> UInt32?? in
        if state.isStopped { return .some(nil) }
        guard let number = state.takeNumber() else {
          state.writer = writer
          return .none
        }
        return number
      }
      if let number { writer.resume(returning: number) }
    }
  }

  /// How many chunks have been sent.
  var count: UInt32 { state.withLock { $0.sent } }

  func grant(before limit: UInt32, now: ContinuousClock.Instant) {
    let resumed = state.withLock { state -> (CheckedContinuation<UInt32?, Never>, UInt32)? in
      state.lastHeard = now
      state.limit = max(state.limit, limit)
      guard let writer = state.writer, let number = state.takeNumber() else { return nil }
      state.writer = nil
      return (writer, number)
    }
    resumed?.0.resume(returning: resumed?.1)
  }

  func stop() {
    let writer = state.withLock { state in
      state.isStopped = true
      defer { state.writer = nil }
      return state.writer
    }
    writer?.resume(returning: nil)
  }

  /// For how long the reader has said nothing while the writer waits for him; `nil` where it does not.
  func silence(now: ContinuousClock.Instant) -> Duration? {
    state.withLock { $0.writer == nil ? nil : now - $0.lastHeard }
  }
}

extension OutgoingStream.State {
  fileprivate mutating func takeNumber() -> UInt32? {
    guard sent < limit else { return nil }
    defer { sent += 1 }
    return sent
  }
}
