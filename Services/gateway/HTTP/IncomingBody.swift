import Hummingbird
import Shared

/// One request's body before it is read, and how long it may be.
struct IncomingBody: Sendable {
  let request: Request
  let context: GatewayContext
  let limit: Int
  /// What it is called if there is more.
  let tooLarge: Problem
  /// In bytes, if the head says so.
  let announced: Int?

  /// Refuses at once what announces itself as too long.
  init(_ request: Request, _ context: GatewayContext, limit: Int, tooLarge: Problem = .bodyTooLarge) throws(Refusal) {
    self.request = request
    self.context = context
    self.limit = limit
    self.tooLarge = tooLarge
    announced = request.headers[.contentLength].flatMap { Int($0) }
    if let announced, announced > limit { throw tooMuch }
  }

  /// A photo's, or a piece of one.
  init(photoOf incoming: Incoming) throws(Refusal) {
    try self.init(
      incoming.request, incoming.context, limit: PhotosessionLimits.photoBytesMax, tooLarge: .photoTooLarge)
  }

  /// Whether the client waits for a word before it sends.
  var isAwaited: Bool { request.headers[.expect]?.lowercased() == "100-continue" }

  var tooMuch: Refusal {
    Refusal(tooLarge, "The body is larger than the \(limit) bytes allowed. Send a smaller one.")
  }

  /// The whole of it, where that is small.
  func collect() async throws(Refusal) -> [UInt8] {
    var reader = BodyReader(self)
    var bytes: [UInt8] = []
    while let buffer = try await reader.next() { bytes += buffer.readableBytesView }
    return bytes
  }
}

/// Reads a body and finds out when it is not as long as its head announced.
struct BodyReader {
  private let body: IncomingBody
  private var iterator: RequestBody.AsyncIterator
  private var hasBegun = false
  private var count = 0

  init(_ body: IncomingBody) {
    self.body = body
    iterator = body.request.body.makeAsyncIterator()
  }

  mutating func next() async throws(Refusal) -> ByteBuffer? {
    if !hasBegun { body.context.beginBody(isAwaited: body.isAwaited) }
    hasBegun = true
    let buffer: ByteBuffer?
    do { buffer = try await iterator.next() } catch { throw cut }
    if Task.isCancelled { throw Refusal(.cancelled, "Nobody waits for the rest of this body.") }
    guard let buffer else {
      guard body.announced == nil || body.announced == count else { throw cut }
      body.context.bodyProgress.end()
      return nil
    }
    count += buffer.readableBytes
    guard count <= body.limit else { throw body.tooMuch }
    return buffer
  }

  private var cut: Refusal {
    Refusal(.bodyLengthMismatch, "The body ended after \(count) bytes, before its end. Send it again, whole.")
  }
}
