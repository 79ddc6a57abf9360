import Shared

/// A piece of a photo on its way in: read as far as it comes.
struct IncomingPiece {
  let piece: Arrival.Piece
  let arrival: Arrival
  let receiver: Receiver
  let workshop: Workshop

  private var bytesMax: Int { (piece.length ?? arrival.stored.copyClass.bytesMax) - piece.offset }

  /// - Returns: the bytes that came, and whether these are all.
  /// - Throws: what is wrong with the photo, if these bytes show it.
  func read() async throws(Refusal) -> (bytes: [UInt8], isWhole: Bool) {
    var bytes: [UInt8] = []
    var isChecked = piece.offset > 0
    while let chunk = await receiver.next() {
      chunk.withUnsafeBytes { bytes += $0 }
      guard bytes.count <= bytesMax else { throw stop(piece.length == nil ? .tooLarge(.photo) : .inconsistentLength) }
      guard !isChecked, bytes.count >= IncomingPicture.headSize else { continue }
      do throws(Refusal) { try await workshop.checkHead(bytes, of: arrival) } catch { throw stop(error) }
      isChecked = true
    }
    let isWhole = receiver.cameToItsEnd(after: bytes.count)
    if isWhole, piece.whole != nil, let length = piece.length, bytes.count + piece.offset != length {
      throw .inconsistentLength
    }
    return (bytes, isWhole)
  }

  private func stop(_ refusal: Refusal) -> Refusal {
    receiver.stop()
    return refusal
  }
}
