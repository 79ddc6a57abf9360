import Shared
import Synchronization

extension Client<BenchRequest> {
  /// Sends one attachment of `AttachmentRace.size` and makes sure that all of it arrived.
  func sendAttachment(together: Int, restMilliseconds: Int) async throws {
    let reply = try await ask(
      .swallow(together: together, restMilliseconds: restMilliseconds),
      attachment: { () async throws(Refusal) in .repeating(AttachmentRace.size) }, timeout: .seconds(120))
    guard case .swallowed(AttachmentRace.size) = reply else {
      throw BenchFailure("An attachment did not arrive whole.")
    }
  }
}

extension Attachment {
  private static let piece = Chunk([UInt8](repeating: 7, count: Chunk.sizeMax))

  /// The same chunk again and again, so that making the bytes costs nothing: the plain copy too writes one buffer.
  static func repeating(_ size: Int) -> Attachment {
    let left = Mutex(size)
    return Attachment(
      length: size,
      next: {
        let count = left.withLock { left in
          let count = min(left, Chunk.sizeMax)
          left -= count
          return count
        }
        guard count > 0 else { return nil }
        return count == Chunk.sizeMax ? piece : Chunk([UInt8](repeating: 7, count: count))
      })
  }
}
