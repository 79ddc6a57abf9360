import Synchronization

// What the thread of libcurl does with a transfer, from its callbacks. Nothing here waits for anything but the lock.
extension Transfer {
  enum Taken { case all, later, refused }
  enum Given { case bytes(Int), later, refused }

  var status: Int? { state.withLock { $0.head?.status } }
  var verdict: HTTPFailure? { state.withLock { $0.verdict } }
  var pauses: (receiving: Bool, sending: Bool) {
    state.withLock { ($0.isReceivingPaused, $0.isSendingPaused) }
  }

  /// - Returns: whether sending was paused and has to go on, to notice that the server wants no more.
  func begin(answer head: HTTPHead) -> Bool {
    let (reader, writer, isStuck) = state.withLock { state in
      state.head = head
      guard head.status >= 300, state.sending == .open else { return (state.takeReader(), nil as Waiter?, false) }
      defer { state.isSendingPaused = false }
      state.sending = .stopped
      return (state.takeReader(), state.takeWriter(), state.isSendingPaused)
    }
    reader?.resume()
    writer?.resume()
    return isStuck
  }

  func take(_ bytes: UnsafeRawBufferPointer) -> Taken {
    let (taken, reader) = state.withLock { state in
      switch answer {
      case .buffered(let limit) where state.received.count + bytes.count > limit:
        state.verdict = state.verdict ?? .tooLarge(limit: limit)
        return (Taken.refused, nil as Waiter?)
      case .buffered:
        state.received.append(contentsOf: bytes)
        return (.all, nil)
      case .streamed where state.received.count >= Self.highWater:
        state.isReceivingPaused = true
        return (.later, nil)
      case .streamed:
        state.received.append(contentsOf: bytes)
        return (.all, state.takeReader())
      }
    }
    reader?.resume()
    return taken
  }

  /// Once the server has refused the request early, it gets no more. A body of known length may simply stop, being
  /// visibly incomplete; a chunked one would look complete, so there the connection is given up.
  func give(_ buffer: UnsafeMutableRawBufferPointer) -> Given {
    let (given, writer) = state.withLock { state in
      state.hasBegun = true
      let count = min(buffer.count, state.outgoing.count - state.offset)
      if count > 0, state.sending != .stopped {
        let piece = state.offset..<state.offset + count
        state.outgoing.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[piece])) }
        state.offset = piece.upperBound
        return (Given.bytes(count), state.offset == state.outgoing.count ? state.takeWriter() : nil)
      }
      switch state.sending {
      case .open:
        state.isSendingPaused = true
        return (.later, state.takeWriter())
      case .complete: return (.bytes(0), nil)
      case .stopped: return (length == nil ? .refused : .bytes(0), nil)
      }
    }
    writer?.resume()
    return given
  }

  /// Only a body that is at hand can be sent from its start again.
  func rewind(to offset: Int) -> Bool {
    guard case .bytes(let bytes) = request.body, (0...bytes.count).contains(offset) else { return false }
    state.withLock { $0.offset = offset }
    return true
  }

  /// - Parameter outcome: libcurl's; an earlier verdict of ours goes before it.
  /// - Returns: what holds.
  @discardableResult
  func finish(_ outcome: Result<Void, HTTPFailure>) -> Result<Void, HTTPFailure> {
    let (settled, reader, writer) = state.withLock { state in
      let settled = state.outcome ?? state.verdict.map { .failure($0) } ?? outcome
      state.outcome = settled
      return (settled, state.takeReader(), state.takeWriter())
    }
    reader?.resume()
    writer?.resume()
    return settled
  }
}
