/// Why there is no answer, or no whole answer. The texts name hosts at most: no path, query, header or body.
public enum HTTPFailure: Error, Equatable, Sendable {
  /// The request breaks the rules of HTTP; nothing was sent.
  case malformedRequest(String)
  /// The policy does not allow this scheme or host; nothing was sent.
  case refusedAddress(String)
  /// No connection came about, also not in time; nothing was sent.
  case unreachable(String)
  /// The server's certificate does not prove who it is; nothing was sent.
  case untrusted(String)
  /// Not done within the request's time-out; it may have been executed.
  case timedOut
  /// The answer is larger than allowed; the request was executed.
  case tooLarge(limit: Int)
  /// The connection was lost after something was sent, or the answer is cut short; it may have been executed.
  case interrupted(String)
  /// What came back is not HTTP; the request may have been executed.
  case malformedResponse(String)
  /// The request's own body threw, or has another length than announced; the server never saw it whole.
  case bodyFailed(String)
  /// The caller's task was cancelled; the request may have been executed.
  case cancelled
  /// The client was shut down; what was under way may have been executed.
  case shutDown

  /// Whether the server may have acted on the request: then only what is idempotent is sent again without a look first.
  public var mayHaveBeenExecuted: Bool {
    switch self {
    case .malformedRequest, .refusedAddress, .unreachable, .untrusted, .bodyFailed: false
    case .timedOut, .tooLarge, .interrupted, .malformedResponse, .cancelled, .shutDown: true
    }
  }
}

extension HTTPFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformedRequest(let why): "The request is malformed: \(why)."
    case .refusedAddress(let why): "The address is refused: \(why)."
    case .unreachable(let why): "The server cannot be reached: \(why)."
    case .untrusted(let why): "The server's certificate is not trusted: \(why)."
    case .timedOut: "The server did not finish in time; the request may have been executed."
    case .tooLarge(let limit): "The answer is larger than the \(limit) bytes allowed."
    case .interrupted(let why): "The exchange was cut short and the request may have been executed: \(why)."
    case .malformedResponse(let why): "The answer is not valid HTTP: \(why)."
    case .bodyFailed(let why): "The body of the request could not be produced: \(why)."
    case .cancelled: "The exchange was cancelled; the request may have been executed."
    case .shutDown: "The HTTP client is shut down."
    }
  }
}
