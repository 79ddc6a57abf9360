import Crypto
import Foundation

extension Recorder {
  /// The same bytes, noted down as length and digest once they have passed.
  public func watching(_ attachment: Attachment, of request: Envelope.ID) -> Attachment {
    let witness = Witness()
    return Attachment(
      length: attachment.length,
      next: {
        let chunk = try await attachment.next()
        if let chunk {
          witness.add(chunk)
        } else if let seen = witness.conclude() {
          self.attachment(of: request, bytes: seen.bytes, digest: seen.digest)
        }
        return chunk
      }, cancel: attachment.cancel)
  }

  func watching(_ delivery: Delivery) -> Delivery {
    var delivery = delivery
    delivery.attachment = delivery.attachment.map { watching($0, of: delivery.envelope.id) }
    return delivery
  }
}

/// Counts and digests what passes; keeps none of it.
///
/// `@unchecked Sendable`: all is used under `lock`.
private final class Witness: @unchecked Sendable {
  private let lock = NSLock()
  private var hash = SHA256()
  private var bytes = 0
  private var isDone = false

  func add(_ chunk: Chunk) {
    lock.withLock {
      chunk.withUnsafeBytes { hash.update(bufferPointer: $0) }
      bytes += chunk.count
    }
  }

  /// What passed, the first time that the end is seen.
  func conclude() -> (bytes: Int, digest: String)? {
    lock.withLock {
      if isDone { return nil }
      isDone = true
      return (bytes, Hex.encode(hash.finalize()))
    }
  }
}
