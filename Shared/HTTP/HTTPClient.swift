/// An HTTP/1.1 client on libcurl. All connections live on one thread of the client's own; callers await and never block
/// a thread. Cancelling the caller's task aborts the exchange. Connections are kept and reused, except that what is not
/// idempotent goes out on a new one, so that it can never be sent twice behind the caller's back.
public final class HTTPClient: Sendable {
  private let policy: HTTPPolicy
  private let thread: CurlThread

  /// - Parameters:
  ///   - userAgent: sent with each request; some services refuse requests without one, and libcurl has no default.
  ///   - certificates: path of a PEM file with the authorities to trust instead of the system's.
  ///   - observe: told of each exchange when it has ended, on the client's thread: it must not block.
  public init(
    userAgent: String, policy: HTTPPolicy = HTTPPolicy(), certificates: String? = nil,
    observe: (@Sendable (HTTPExchange) -> Void)? = nil
  ) {
    precondition(userAgent.utf8.allSatisfy { $0 >= 32 && $0 < 127 }, "a user agent is plain ASCII")
    self.policy = policy
    thread = CurlThread(CurlSettings(userAgent: userAgent, certificates: certificates, observe: observe))
  }

  deinit { thread.end() }

  /// Sends and reads the whole answer, `request.responseLimit` bytes at most.
  public func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
    let transfer = try prepare(request, .buffered(limit: request.responseLimit))
    return try await run(transfer) { await transfer.response() }.get()
  }

  /// Sends and returns once the head of the answer is there (and the request's own body is no longer needed).
  public func stream(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPStreamedResponse {
    let transfer = try prepare(request, .streamed)
    let head = try await run(transfer) { await transfer.head() }.get()
    return HTTPStreamedResponse(head, transfer, thread, client: self)
  }

  /// Aborts what runs and ends the thread. Later requests fail as `shutDown`.
  public func shutdown() async { await thread.endAndWait() }

  private func prepare(_ request: HTTPRequest, _ answer: Transfer.Answer) throws(HTTPFailure) -> Transfer {
    try request.check()
    return Transfer(request, to: try policy.check(request.url), answer: answer)
  }

  private func run<Found: Sendable>(
    _ transfer: Transfer, until found: @Sendable () async -> Result<Found, HTTPFailure>
  ) async -> Result<Found, HTTPFailure> {
    await withTaskCancellationHandler {
      async let _: Void = BodyPump(transfer, thread).run()
      thread.start(transfer)
      let result = await found()
      transfer.stopSending()
      return result
    } onCancel: {
      thread.abort(transfer, because: .cancelled)
    }
  }
}
