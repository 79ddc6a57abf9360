import Shared

/// A picture on its way in: read whole, but never more than a picture may have, and no further than its first bytes if
/// those show that it is none.
struct IncomingPicture {
  /// So many bytes tell of every format whether it is one.
  static let headSize = 4096

  let arrival: Arrival
  let attachment: Attachment
  let workshop: Workshop

  func read() async throws(Refusal) -> [UInt8] {
    do {
      return try await withTaskCancellationHandler {
        try await readAll()
      } onCancel: {
        attachment.cancel()
      }
    } catch {
      attachment.cancel()
      throw Self.refusal(error)
    }
  }

  private func readAll() async throws -> [UInt8] {
    let bytesMax = arrival.stored.copyClass.bytesMax
    var bytes: [UInt8] = []
    var isChecked = false
    while let chunk = try await attachment.next() {
      chunk.withUnsafeBytes { bytes += $0 }
      guard bytes.count <= bytesMax else { throw Refusal.tooLarge(arrival.stored.copyClass) }
      guard !isChecked, bytes.count >= Self.headSize else { continue }
      try await workshop.checkHead(bytes, of: arrival)
      isChecked = true
    }
    guard attachment.length == nil || attachment.length == bytes.count else {
      throw Refusal(.bodyLengthMismatch, "More or fewer bytes came than were announced. Send the picture again.")
    }
    return bytes
  }

  private static func refusal(_ error: any Error) -> Refusal {
    guard let refusal = error as? Refusal else { return Refusal(.internal, "A picture could not be read.") }
    guard refusal.problem == .cancelled else { return refusal }
    return Refusal(.unavailable, "The picture stopped coming before its end. Send it again.")
  }
}
