import Shared
import Synchronization

/// The bytes of one piece while they come. It ends where its bytes end, where they are cut, and where it is stopped.
final class Receiver: Sendable {
  private enum State { case coming, ended, cut }

  private let attachment: Attachment
  private let state = Mutex(State.coming)

  init(_ attachment: Attachment) { self.attachment = attachment }

  /// The next bytes, `nil` when no more will come.
  func next() async -> Chunk? {
    guard state.withLock({ $0 == .coming }) else { return nil }
    do {
      let chunk = try await attachment.next()
      if chunk == nil { state.withLock { if $0 == .coming { $0 = .ended } } }
      return chunk
    } catch {
      state.withLock { $0 = .cut }
      return nil
    }
  }

  /// Whether these were all the bytes that were sent.
  func cameToItsEnd(after count: Int) -> Bool {
    state.withLock { $0 == .ended } && (attachment.length ?? count) == count
  }

  func stop() {
    state.withLock { if $0 == .coming { $0 = .cut } }
    attachment.cancel()
  }
}

/// The pieces that are coming in now, each under the name of its copy.
final class Receivers: Sendable {
  private let receivers = Mutex<[Copy.ID: Receiver]>([:])

  func begin(_ piece: Copy.ID, _ attachment: Attachment) -> Receiver {
    let receiver = Receiver(attachment)
    receivers.withLock { $0[piece] = receiver }
    return receiver
  }

  func end(_ piece: Copy.ID) { receivers.withLock { $0[piece] = nil } }

  func stop(_ piece: Copy.ID) { receivers.withLock { $0[piece] }?.stop() }
}
