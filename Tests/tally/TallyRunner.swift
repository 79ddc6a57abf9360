import Crypto
import Shared

/// Reads bytes and makes some.
struct TallyRunner: Runner {
  typealias S = Tally

  func perform(_ effect: Tally.Effect, attachments: @Sendable (Envelope.ID) -> Attachment?) async -> Tally.Outcome? {
    switch effect {
    case .read(let name, let request):
      do {
        return .read(name: name, digest: try await digest(of: attachments(request)), for: request)
      } catch {
        return .failed(error as? Refusal ?? .fault, for: request)
      }
    }
  }

  func open(_ object: Tally.Handful) async throws(Refusal) -> Attachment {
    Attachment(Self.bytes(object.bytes))
  }

  /// The bytes of a handful: the same on both sides.
  static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 >> 3) } }

  private func digest(of attachment: Attachment?) async throws -> String {
    guard let attachment else { throw Refusal(.malformedRequest, "No bytes came with it.") }
    var hash = SHA256()
    while let chunk = try await attachment.next() { hash.update(data: chunk.bytes) }
    return Hex.encode(hash.finalize())
  }
}
