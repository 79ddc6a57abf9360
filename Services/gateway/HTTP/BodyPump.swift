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
  private struct Taker {
    var hasBegun = false
    /// Since when whoever takes the chunks has been at work; `nil` while we wait for the phone.
    var since: ContinuousClock.Instant? = .now
  }

  private let taker = Mutex(Taker())
  /// So many bytes at its start nobody wants.
  private let skipped: Int
  private let isResumable: Bool

  /// - Parameter isResumable: whether what came counts even if the rest does not.
  init(skipping count: Int = 0, isResumable: Bool = false) {
    skipped = count
    self.isResumable = isResumable
    (pulls, pull) = AsyncStream.makeStream()
    (chunks, chunk) = AsyncThrowingStream.makeStream()
  }

  /// What was wrong with the body, as opposed to what became of it.
  var failure: Refusal? { problem.withLock { $0 } }

  func attachment(of body: IncomingBody) throws(Refusal) -> Attachment {
    if let announced = body.announced, announced < skipped {
      throw Refusal(.inconsistentUploadLength, "\(skipped) bytes of this photo have come already, more than it has.")
    }
    return Attachment(
      length: body.announced.map { $0 - skipped },
      next: {
        self.pull.yield()
        var iterator = self.chunks.makeAsyncIterator()
        return try await iterator.next()
      },
      cancel: { self.chunk.finish(throwing: Refusal(.cancelled, "Nobody waits for the rest of this photo.")) })
  }

  /// Reads as long as somebody asks, until the body ends or the task is cancelled. What came before a body was cut goes
  /// on its way all the same.
  func run(_ body: IncomingBody) async {
    var pieces = BodyPieces(body, of: isResumable ? BodyPieces.smallSize : BodyPieces.size, skipping: skipped)
    for await _ in pulls {
      do throws(Refusal) {
        taker.withLock { $0 = Taker(hasBegun: true, since: nil) }
        let next = try await pieces.next()
        taker.withLock { $0.since = .now }
        guard let next else { return chunk.finish() }
        chunk.yield(next)
      } catch {
        if error.problem != .cancelled { problem.withLock { $0 = error } }
        // An error would overtake what is on its way. That these were not all tells the length, where it is known.
        let isTold = isResumable && error.problem == .bodyLengthMismatch && body.announced != nil
        return isTold ? chunk.finish() : chunk.finish(throwing: error)
      }
    }
    chunk.finish(throwing: Refusal(.cancelled, "Nobody waits for the rest of this photo."))
  }

  /// Throws once upload-store has not moved for too long: it may have died, and with it all that it had of the photo.
  /// - Parameters:
  ///   - turn: how long until it begins.
  ///   - patience: how long until it goes on.
  func watch(turn: Duration, patience: Duration) async throws(Refusal) {
    while !Task.isCancelled {
      let taker = taker.withLock { $0 }
      if let since = taker.since, ContinuousClock.now - since > (taker.hasBegun ? patience : turn) {
        throw Refusal(.unavailable, "The photo could not be stored just now. Send it again.")
      }
      await pause(patience / 10)
    }
  }
}
