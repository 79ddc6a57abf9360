import Hummingbird
import Shared
import Synchronization

/// Turns a request's body into an `Attachment`: a chunk is read from the connection when somebody asks for one, and not
/// before.
///
/// `run` reads in the request's own task, so that nothing reads the connection any more once the request is answered:
/// the next request on it begins where this body ended.
final class BodyPump: Sendable {
  private let pulls: AsyncStream<Void>
  private let pull: AsyncStream<Void>.Continuation
  private let chunks: AsyncThrowingStream<Chunk, any Error>
  private let chunk: AsyncThrowingStream<Chunk, any Error>.Continuation
  private let problem = Mutex<Refusal?>(nil)
  /// Since when whoever takes the chunks has been at work; `nil` while we wait for the phone.
  private let takerSince = Mutex<ContinuousClock.Instant?>(.now)

  init() {
    (pulls, pull) = AsyncStream.makeStream()
    (chunks, chunk) = AsyncThrowingStream.makeStream()
  }

  /// What was wrong with the body, as opposed to what became of it.
  var failure: Refusal? { problem.withLock { $0 } }

  func attachment(length: Int?) -> Attachment {
    Attachment(
      length: length,
      next: {
        self.pull.yield()
        var iterator = self.chunks.makeAsyncIterator()
        return try await iterator.next()
      },
      cancel: { self.chunk.finish(throwing: Refusal(.cancelled, "Nobody waits for the rest of this photo.")) })
  }

  /// Reads as long as somebody asks, until the body ends or the task is cancelled.
  func run(_ body: IncomingBody) async {
    var reader = BodyReader(body)
    var rest = ByteBuffer()
    for await _ in pulls {
      do throws(Refusal) {
        takerSince.withLock { $0 = nil }
        let next = try await Self.fill(&rest, &reader)
        takerSince.withLock { $0 = .now }
        guard let next else { return chunk.finish() }
        chunk.yield(next)
      } catch {
        if error.problem != .cancelled { problem.withLock { $0 = error } }
        return chunk.finish(throwing: error)
      }
    }
    chunk.finish(throwing: Refusal(.cancelled, "Nobody waits for the rest of this photo."))
  }

  /// Throws once upload-store has not moved for too long: it may have died, and with it all that it had of the photo.
  func watch(patience: Duration) async throws(Refusal) -> Response? {
    while !Task.isCancelled {
      if let since = takerSince.withLock({ $0 }), ContinuousClock.now - since > patience {
        throw Refusal(.unavailable, "The photo could not be stored just now. Send it again.")
      }
      await pause(patience / 10)
    }
    return nil
  }

  /// So many bytes go on together: few enough that what is wrong with a photo is seen while it still comes.
  private static let pieceSize = 256 << 10

  /// As large a piece as that, so that a photo travels in few.
  private static func fill(_ rest: inout ByteBuffer, _ reader: inout BodyReader) async throws(Refusal) -> Chunk? {
    while rest.readableBytes < pieceSize, var more = try await reader.next() { rest.writeBuffer(&more) }
    guard let bytes = rest.readBytes(length: min(rest.readableBytes, pieceSize)), !bytes.isEmpty else { return nil }
    rest.discardReadBytes()
    return Chunk(bytes)
  }
}
