import Shared
import Synchronization

/// The bytes of one arrival while they come. They end where they end, where they are cut, and where they are stopped.
final class Receiver: Sendable {
  private struct State {
    var hasEnded = false
    /// Why no more will come, although more should.
    var cut: Refusal?
    var count = 0
    var begunAt: ContinuousClock.Instant?
  }

  private let attachment: Attachment
  private let state = Mutex(State())

  init(_ attachment: Attachment) { self.attachment = attachment }

  /// In bytes, if it was announced.
  var length: Int? { attachment.length }

  /// The next bytes, `nil` when no more will come.
  func next() async -> Chunk? {
    let isOver = state.withLock { state in
      if state.begunAt == nil { state.begunAt = .now }
      return state.hasEnded || state.cut != nil
    }
    guard !isOver else { return nil }
    do {
      guard let chunk = try await attachment.next() else {
        state.withLock { $0.hasEnded = true }
        return nil
      }
      state.withLock { $0.count += chunk.count }
      return chunk
    } catch {
      stop(Self.refusal(error))
      return nil
    }
  }

  /// Why these were not all the bytes that were sent; `nil` if they were.
  var whyCut: Refusal? {
    state.withLock { state in
      if let cut = state.cut { return cut }
      return (length ?? state.count) == state.count ? nil : Self.mismatch
    }
  }

  /// No more is read. What was read to its end already stays whole.
  func stop(_ refusal: Refusal) {
    let isStopped = state.withLock { state in
      guard !state.hasEnded, state.cut == nil else { return false }
      state.cut = refusal
      return true
    }
    if isStopped { attachment.cancel() }
  }

  /// Whether it sends so little that others should not have to wait for it.
  func isSlow(at now: ContinuousClock.Instant, after grace: Duration, bytesPerSecond: Int) -> Bool {
    state.withLock { state in
      guard !state.hasEnded, let begunAt = state.begunAt else { return false }
      let time = now - begunAt
      return time >= grace && state.count < bytesPerSecond * Int(time.components.seconds)
    }
  }

  private static func refusal(_ error: any Error) -> Refusal {
    guard let refusal = error as? Refusal else { return Refusal(.internal, "A picture could not be read.") }
    guard refusal.problem == .cancelled else { return refusal }
    return Refusal(.unavailable, "The picture stopped coming before its end. Send it again.")
  }

  private static let mismatch = Refusal(
    .bodyLengthMismatch, "More or fewer bytes came than were announced. Send the picture again.")
}

/// The arrivals that are coming in now, each under the name of its copy.
final class Receivers: Sendable {
  private let receivers = Mutex<[Copy.ID: Receiver]>([:])

  func begin(_ copy: Copy.ID, _ attachment: Attachment) -> Receiver {
    let receiver = Receiver(attachment)
    receivers.withLock { $0[copy] = receiver }
    return receiver
  }

  func end(_ copy: Copy.ID) { receivers.withLock { $0[copy] = nil } }

  func stop(_ copy: Copy.ID, _ refusal: Refusal) { receivers.withLock { $0[copy] }?.stop(refusal) }
}
