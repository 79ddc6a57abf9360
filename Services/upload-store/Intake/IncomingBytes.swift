import Shared

/// A picture on its way in, or a piece of one: read as far as it comes, but never more than it may have, and no further
/// than its first bytes if those show that it is no picture.
struct IncomingBytes {
  /// So many bytes tell of every format whether it is one.
  private static let headSize = 4096

  let arrival: Arrival
  let receiver: Receiver
  let workshop: Workshop

  private var start: Int { arrival.piece?.offset ?? 0 }
  private var bytesMax: Int { (arrival.piece?.length ?? arrival.stored.copyClass.bytesMax) - start }
  private var overrun: Refusal {
    arrival.piece?.length == nil ? .tooLarge(arrival.stored.copyClass) : .inconsistentLength
  }

  /// - Returns: the bytes that came; `receiver` tells whether these are all.
  /// - Throws: what is wrong with the picture, if these bytes show it.
  func read() async throws(Refusal) -> [UInt8] {
    let (bytes, flaw) = await withTaskCancellationHandler {
      await readAll()
    } onCancel: {
      receiver.stop(Refusal(.unavailable, "The picture is not read any further. Send it again."))
    }
    guard let flaw else { return bytes }
    receiver.stop(flaw)
    throw flaw
  }

  private func readAll() async -> ([UInt8], flaw: Refusal?) {
    var bytes: [UInt8] = []
    // What grows by itself is in memory twice each time it grows.
    bytes.reserveCapacity(min(receiver.length ?? 0, bytesMax))
    var isChecked = start > 0
    while let chunk = await receiver.next() {
      chunk.withUnsafeBytes { bytes += $0 }
      guard bytes.count <= bytesMax else { return (bytes, overrun) }
      guard !isChecked, bytes.count >= Self.headSize else { continue }
      if let flaw = await flaw(inHead: bytes) { return (bytes, flaw) }
      isChecked = true
    }
    return (bytes, nil)
  }

  private func flaw(inHead bytes: [UInt8]) async -> Refusal? {
    do throws(Refusal) { try await workshop.checkHead(bytes, of: arrival) } catch { return error }
    return nil
  }
}
