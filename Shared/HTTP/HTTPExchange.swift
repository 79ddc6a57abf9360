/// What may be logged and counted about one finished exchange: no path, query, header or body.
public struct HTTPExchange: Sendable {
  public let method: String
  public let host: String
  /// Absent where no answer began.
  public let status: Int?
  public let failure: HTTPFailure?
  /// In bytes, bodies only.
  public let sent: Int
  public let received: Int
  public let duration: Duration
  /// How many connections were opened for it: 0 where one was reused.
  public let connections: Int
}
