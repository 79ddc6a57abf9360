import Hummingbird
import Shared

/// A body in pieces of one size, so that a photo travels in few.
struct BodyPieces {
  /// So many bytes go on together: few enough that what is wrong with a photo is seen while it still comes.
  static let size = 256 << 10
  /// So many where what has come is to survive a connection that breaks: what waits here for more is lost with it.
  static let smallSize = 64 << 10

  private let size: Int
  private var reader: BodyReader
  /// Read and not handed on: so many bytes, in these buffers.
  private var waiting: [ByteBuffer] = []
  private var count = 0
  private var toSkip: Int
  /// Why no more will come, once that is known.
  private var failure: Refusal?

  init(_ body: IncomingBody, of size: Int, skipping count: Int) {
    self.size = size
    reader = BodyReader(body)
    toSkip = count
  }

  /// The next piece, `nil` at the end. Throws what cut the body once all that came before is handed out.
  mutating func next() async throws(Refusal) -> Chunk? {
    await fill()
    guard count > 0 else {
      if let failure { throw failure }
      return nil
    }
    return Chunk(count: min(count, size)) { take($0) }
  }

  private mutating func fill() async {
    do throws(Refusal) {
      while failure == nil, count < size, var more = try await reader.next() {
        let skipped = min(toSkip, more.readableBytes)
        more.moveReaderIndex(forwardBy: skipped)
        toSkip -= skipped
        count += more.readableBytes
        waiting.append(more)
      }
    } catch {
      failure = error
    }
  }

  /// Copies the first of what waits; a buffer may hold more than a piece needs.
  private mutating func take(_ piece: UnsafeMutableRawBufferPointer) {
    var taken = 0
    while taken < piece.count {
      let part = min(waiting[0].readableBytes, piece.count - taken)
      waiting[0].readWithUnsafeReadableBytes { bytes in
        UnsafeMutableRawBufferPointer(rebasing: piece[taken...]).copyMemory(from: .init(rebasing: bytes[..<part]))
        return part
      }
      taken += part
      if waiting[0].readableBytes == 0 { waiting.removeFirst() }
    }
    count -= taken
  }
}
