/// An attachment on its way to us: the bus's thread puts chunks in, the reader's task takes them out.
final class IncomingStream: Sendable {
  /// What the reader finds.
  enum Found: Sendable {
    case chunk(Chunk)
    case end
    case failure(Refusal)
  }

  /// What became of a chunk that arrived.
  enum Taken { case fits, again, flaw }

  fileprivate struct State {
    /// Arrived and not yet taken out, the next one last.
    var waiting: [Chunk] = []
    var arrived: UInt32 = 0
    /// Chunks before this number may come.
    var limit: UInt32 = 0
    /// Chunks that the reader has done with: they no longer take up memory.
    var read: UInt32 = 0
    /// How many of these the bus has heard of.
    var reported: UInt32 = 0
    var isHeld = false
    var checksum = Checksum()
    var expected: [UInt8]?
    var end: Found?
    var reader: CheckedContinuation<Found, Never>?
    var lastHeard: ContinuousClock.Instant
  }

  let route: Route
  private let state: Guarded<State>

  init(from route: Route, now: ContinuousClock.Instant) {
    self.route = route
    state = Guarded(State(lastHeard: now))
  }

  // MARK: The reader

  /// - Parameter report: called when there is room for more, or when nothing has come yet.
  func next(report: () -> Void) async -> Found {
    let found = await withCheckedContinuation { reader in
      let (found, reports) = state.withLock { $0.take(reader) }
      if let found { reader.resume(returning: found) }
      if reports { report() }
    }
    return conclude(found)
  }

  /// Adds the chunk to the checksum, on the reader's time; compares the sums at the end.
  private func conclude(_ found: Found) -> Found {
    state.withLock { state in
      switch found {
      case .chunk(let chunk): state.checksum.add(chunk)
      case .end where state.checksum.finish() != state.expected: return .failure(.lostBytes)
      case .end, .failure: break
      }
      return found
    }
  }

  // MARK: The bus's thread

  /// How many chunks were read since the last time, and for how many more there is room.
  func settle(window: Int) -> (read: Int, wanted: Int) {
    state.withLock { state in
      let read = state.read - state.reported
      state.reported = state.read
      let wanted = state.end == nil ? Int(state.read) + window - Int(state.limit) : 0
      return (Int(read), max(wanted, 0))
    }
  }

  /// - Returns: the number before which chunks may be sent now.
  func grant(_ count: Int) -> UInt32 {
    state.withLock { state in
      state.limit += UInt32(count)
      return state.limit
    }
  }

  func put(_ chunk: Chunk, number: UInt32, now: ContinuousClock.Instant) -> Taken {
    let (taken, reader) = state.withLock { state -> (Taken, CheckedContinuation<Found, Never>?) in
      state.lastHeard = now
      guard number >= state.arrived else { return (.again, nil) }
      guard number == state.arrived, number < state.limit, state.end == nil else { return (.flaw, nil) }
      state.arrived += 1
      guard let reader = state.takeReader() else {
        state.waiting.insert(chunk, at: 0)
        return (.fits, nil)
      }
      state.isHeld = true
      return (.fits, reader)
    }
    reader?.resume(returning: .chunk(chunk))
    return taken
  }

  /// - Returns: how many chunks might still have come and now will not; `nil` if some are missing.
  func finish(count: UInt32, checksum: [UInt8]) -> Int? {
    let (surplus, reader) = state.withLock { state -> (Int?, CheckedContinuation<Found, Never>?) in
      guard count == state.arrived, state.end == nil else { return (nil, nil) }
      defer { state.limit = state.arrived }
      state.expected = checksum
      state.end = .end
      return (Int(state.limit - state.arrived), state.takeReader())
    }
    reader?.resume(returning: .end)
    return surplus
  }

  /// Ends it early. What has arrived is let go.
  func fail(_ refusal: Refusal) {
    let reader = state.withLock { state -> CheckedContinuation<Found, Never>? in
      state.waiting = []
      state.end = .failure(refusal)
      return state.takeReader()
    }
    reader?.resume(returning: .failure(refusal))
  }

  /// Chunks that take up the budget: those that may come, have come or are being read.
  var share: Int { state.withLock { Int($0.limit) - Int($0.reported) } }

  var isFinished: Bool { state.withLock { $0.end != nil } }

  /// For how long nothing has come of what may come; `nil` where nothing is awaited.
  func silence(now: ContinuousClock.Instant) -> Duration? {
    state.withLock { $0.end == nil && $0.limit > $0.arrived ? now - $0.lastHeard : nil }
  }

  /// What may be sent already, to be said again.
  var limit: UInt32 { state.withLock { $0.limit } }
}

extension IncomingStream.State {
  /// What the reader who comes now finds, if he need not wait, and whether the bus must hear of him.
  fileprivate mutating func take(
    _ newReader: CheckedContinuation<IncomingStream.Found, Never>
  ) -> (IncomingStream.Found?, reports: Bool) {
    if isHeld { read += 1 }
    isHeld = false
    if let chunk = waiting.popLast() {
      isHeld = true
      return (.chunk(chunk), reports: read - reported >= Bus.window / 2)
    }
    if let end { return (end, reports: read > reported) }
    precondition(reader == nil, "an attachment is read by one task at a time")
    reader = newReader
    return (nil, reports: true)
  }

  fileprivate mutating func takeReader() -> CheckedContinuation<IncomingStream.Found, Never>? {
    defer { reader = nil }
    return reader
  }
}
