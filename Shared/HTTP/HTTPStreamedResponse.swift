/// An answer whose body is read piece by piece. While nobody reads, the server is made to wait (a quarter of a megabyte
/// is held at most). Letting go of it ends the exchange.
public final class HTTPStreamedResponse: Sendable {
  public let status: Int
  public let headers: HTTPHeaders
  private let transfer: Transfer
  private let thread: CurlThread
  /// The client ends its thread when nobody uses it, and this is a use.
  private let client: HTTPClient

  init(_ head: HTTPHead, _ transfer: Transfer, _ thread: CurlThread, client: HTTPClient) {
    status = head.status
    headers = head.headers
    self.transfer = transfer
    self.thread = thread
    self.client = client
  }

  deinit { cancel() }

  public var isSuccess: Bool { (200..<300).contains(status) }

  /// The next bytes of the body, never none; nil when it is complete. One task at a time.
  ///
  /// - Throws: what cut it short. What was read until then is not the whole body.
  public func next() async throws(HTTPFailure) -> [UInt8]? {
    let result = await withTaskCancellationHandler {
      await transfer.more()
    } onCancel: {
      cancel()
    }
    let (bytes, wasPaused) = try result.get()
    if wasPaused { thread.resume(transfer) }
    return bytes
  }

  /// Ends the exchange; its connection is closed unless the answer was complete.
  public func cancel() { thread.abort(transfer, because: .cancelled) }
}
