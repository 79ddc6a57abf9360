/// Carries a streamed body from its producer to the transfer, a piece at a time and only when one is wanted.
struct BodyPump: Sendable {
  private let transfer: Transfer
  private let thread: CurlThread

  init(_ transfer: Transfer, _ thread: CurlThread) {
    self.transfer = transfer
    self.thread = thread
  }

  /// Ends when the body has, or when nobody wants it any more. What goes wrong with the body ends the transfer.
  func run() async {
    guard case .stream(let length, let next) = transfer.request.body else { return }
    do {
      try await pump(LengthCheckedBody(length: length, next: next))
    } catch {
      // Whoever cancelled this has settled the transfer already.
      if !Task.isCancelled { thread.abort(transfer, because: HTTPFailure(body: error)) }
    }
  }

  private func pump(_ source: LengthCheckedBody) async throws {
    var source = source
    while await transfer.wantsMore() {
      guard let piece = try await source.next() else {
        if transfer.endBody() { thread.resume(transfer) }
        return
      }
      if transfer.supply(piece) { thread.resume(transfer) }
    }
  }
}

/// Holds a body to its announced length. The piece that completes it is handed on only after the producer has confirmed
/// the end: a body that is too long must not look complete to the server either.
struct LengthCheckedBody {
  private let length: Int?
  private let pull: @Sendable () async throws -> [UInt8]?
  private var count = 0
  private var isEnded = false

  init(length: Int?, next: @escaping @Sendable () async throws -> [UInt8]?) {
    self.length = length
    pull = next
  }

  mutating func next() async throws -> [UInt8]? {
    guard !isEnded, let piece = try await pullFilled() else {
      guard let length, count != length else { return nil }
      throw HTTPFailure.bodyFailed("it has \(count) bytes instead of \(length)")
    }
    count += piece.count
    guard let length, count >= length else { return piece }
    guard count == length, try await pullFilled() == nil else {
      throw HTTPFailure.bodyFailed("it has more than its \(length) bytes")
    }
    isEnded = true
    return piece
  }

  private func pullFilled() async throws -> [UInt8]? {
    while let piece = try await pull() {
      if !piece.isEmpty { return piece }
    }
    return nil
  }
}

extension HTTPFailure {
  /// What became of a body whose producer threw: a failure of this request's body, also where the producer is itself an
  /// exchange that failed in its own way.
  init(body error: any Error) {
    switch error {
    case HTTPFailure.bodyFailed(let why): self = .bodyFailed(why)
    case HTTPFailure.cancelled, is CancellationError: self = .cancelled
    default: self = .bodyFailed(String(describing: error))
    }
  }
}
