import Shared
import Synchronization

/// Bytes that come in from outside can be read once: a second try of the same request has nothing to send.
final class OneOpening: Sendable {
  private let attachment: Mutex<Attachment?>

  private init(_ attachment: Attachment) { self.attachment = Mutex(attachment) }

  typealias Opening = @Sendable () async throws(Refusal) -> Attachment

  /// Lends the bytes to somebody who may try more than once. Once they are used up there is no use in trying again
  /// here, only for whoever has them still.
  static func lend<Result>(
    _ attachment: Attachment?, _ ask: (Opening?) async throws(Refusal) -> Result
  ) async throws(Refusal) -> Result {
    guard let attachment else { return try await ask(nil) }
    let once = OneOpening(attachment)
    do throws(Refusal) {
      return try await ask { () throws(Refusal) in try once.open() }
    } catch  where error == usedUp {
      throw Refusal(.unavailable, "The photo was lost on its way through our systems. Send it again.")
    }
  }

  private static let usedUp = Refusal(.cancelled, "These bytes were read already.")

  private func open() throws(Refusal) -> Attachment {
    let taken = attachment.withLock { attachment in
      defer { attachment = nil }
      return attachment
    }
    guard let taken else { throw Self.usedUp }
    return taken
  }
}
