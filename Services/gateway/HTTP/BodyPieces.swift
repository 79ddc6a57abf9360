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
  private var rest = ByteBuffer()
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
    let count = min(rest.readableBytes, size)
    guard count > 0 else {
      if let failure { throw failure }
      return nil
    }
    let chunk = rest.withUnsafeReadableBytes { Chunk(copying: UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
    rest.moveReaderIndex(forwardBy: count)
    rest.discardReadBytes()
    return chunk
  }

  private mutating func fill() async {
    do throws(Refusal) {
      while failure == nil, rest.readableBytes < size, var more = try await reader.next() {
        let skipped = min(toSkip, more.readableBytes)
        more.moveReaderIndex(forwardBy: skipped)
        toSkip -= skipped
        rest.writeBuffer(&more)
      }
    } catch {
      failure = error
    }
  }
}
