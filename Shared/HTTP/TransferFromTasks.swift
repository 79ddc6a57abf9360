import Synchronization

// What the caller's tasks do with a transfer.
extension Transfer {
  /// The first reason given is the one that counts.
  func condemn(_ failure: HTTPFailure) {
    state.withLock { $0.verdict = $0.verdict ?? failure }
  }

  /// Nothing more comes from the producer, who need not wait any longer.
  func stopSending() {
    let writer = state.withLock { state in
      if state.sending == .open { state.sending = .stopped }
      return state.takeWriter()
    }
    writer?.resume()
  }

  /// - Returns: whether another piece of the body is wanted, as soon as that is known.
  func wantsMore() async -> Bool {
    await wait(\.writer) { state in
      if state.outcome != nil || state.sending != .open { return false }
      return state.hasBegun && state.offset == state.outgoing.count ? true : nil
    }
  }

  /// - Returns: whether sending was paused and has to go on.
  func supply(_ bytes: [UInt8]) -> Bool {
    state.withLock { state in
      state.outgoing = bytes
      state.offset = 0
      defer { state.isSendingPaused = false }
      return state.isSendingPaused
    }
  }

  /// - Returns: whether sending was paused and has to go on, and whether a reader waits for the end of sending.
  func endBody() -> Bool {
    let (reader, wasPaused) = state.withLock { state in
      if state.sending == .open { state.sending = .complete }
      defer { state.isSendingPaused = false }
      return (state.takeReader(), state.isSendingPaused)
    }
    reader?.resume()
    return wasPaused
  }

  func response() async -> Result<HTTPResponse, HTTPFailure> {
    await wait(\.reader) { state in
      state.outcome?.flatMap { () -> Result<HTTPResponse, HTTPFailure> in
        guard let head = state.head else { return .failure(.malformedResponse("it has no head")) }
        return .success(HTTPResponse(status: head.status, headers: head.headers, body: state.received))
      }
    }
  }

  /// The head, once the request's own body needs nobody any more.
  func head() async -> Result<HTTPHead, HTTPFailure> {
    await wait(\.reader) { state in
      if let head = state.head, state.sending != .open || state.outcome != nil { return .success(head) }
      return state.outcome?.flatMap { .failure(.malformedResponse("it has no head")) }
    }
  }

  /// - Returns: what has come since (nil: that was all), and whether receiving was paused and has to go on.
  func more() async -> Result<(bytes: [UInt8]?, wasPaused: Bool), HTTPFailure> {
    await wait(\.reader) { state in
      if case .failure(let failure) = state.outcome, state.verdict != nil { return .failure(failure) }
      guard state.received.isEmpty else {
        defer {
          state.received = []
          state.isReceivingPaused = false
        }
        return .success((state.received, state.isReceivingPaused))
      }
      return state.outcome.map { $0.map { (nil, false) } }
    }
  }
}
