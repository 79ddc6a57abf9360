import Crypto

/// An attachment on its way to us. Used on the bus's thread only.
final class IncomingStream {
  let route: Route
  var buffer: [Chunk] = []
  /// Chunks the reader has room for that were not granted yet, and those granted that did not come yet.
  var wanted = 0
  var granted = 0
  var wasPulled = false
  private var hash = SHA256()
  private var end: Result<Void, Refusal>?
  private var reader: CheckedContinuation<Result<Chunk?, Refusal>, Never>?
  private var lastHeard: Moment

  init(route: Route, now: Moment) {
    self.route = route
    lastHeard = now
  }

  var isFinished: Bool { end != nil }

  /// Whether a reader waits in vain.
  func isIdle(since: Moment) -> Bool { end == nil && reader != nil && lastHeard < since }

  func next(on bus: isolated Bus) async throws -> Chunk? {
    if !buffer.isEmpty { return buffer.removeFirst() }
    if let end { return try end.map { nil }.get() }
    lastHeard = bus.clock.now()
    return try await withCheckedContinuation { reader = $0 }.get()
  }

  func add(_ chunk: Chunk, now: Moment) {
    lastHeard = now
    hash.update(data: chunk.bytes)
    guard let waiting = reader else { return buffer.append(chunk) }
    reader = nil
    waiting.resume(returning: .success(chunk))
  }

  func finish(digest: [UInt8]) {
    let isWhole = Array(hash.finalize()) == digest
    conclude(isWhole ? .success(()) : .failure(Refusal(.bodyLengthMismatch, "The bytes were changed on their way.")))
  }

  func fail(_ refusal: Refusal) {
    if end == nil { conclude(.failure(refusal)) }
  }

  private func conclude(_ result: Result<Void, Refusal>) {
    end = result
    reader?.resume(returning: result.map { nil })
    reader = nil
  }
}

/// An attachment on its way from us. Used on the bus's thread only.
final class OutgoingStream {
  let route: Route
  private var credits = 0
  private var isStopped = false
  private var hash = SHA256()
  private var sender: CheckedContinuation<Bool, Never>?
  private var lastHeard: Moment

  init(route: Route, now: Moment) {
    self.route = route
    lastHeard = now
  }

  /// Whether a sender waits in vain.
  func isIdle(since: Moment) -> Bool { sender != nil && lastHeard < since }

  var digest: [UInt8] { Array(hash.finalize()) }

  /// Waits for room for one chunk; `false` once the reader wants no more.
  func room(on bus: isolated Bus) async -> Bool {
    if isStopped { return false }
    if credits > 0 {
      credits -= 1
      return true
    }
    return await withCheckedContinuation { sender = $0 }
  }

  func note(_ chunk: Chunk) { hash.update(data: chunk.bytes) }

  func grant(_ count: Int, now: Moment) {
    lastHeard = now
    credits += min(count, 1024)
    guard credits > 0, let waiting = sender else { return }
    credits -= 1
    sender = nil
    waiting.resume(returning: true)
  }

  func stop() {
    isStopped = true
    sender?.resume(returning: false)
    sender = nil
  }
}

/// How many chunks may be on their way to this process at once.
struct ChunkBudget {
  private var left: Int

  init(chunks: Int) { left = max(chunks, 1) }

  /// As many of `wanted` as fit.
  mutating func take(_ wanted: Int) -> Int {
    let taken = min(wanted, left)
    left -= taken
    return taken
  }

  mutating func release(_ count: Int = 1) { left += count }
}
