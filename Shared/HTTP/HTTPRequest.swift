/// One request. The framing of the body (`Content-Length`, `Transfer-Encoding`) follows from `body` and is never a
/// header here.
public struct HTTPRequest: Sendable {
  public enum Body: Sendable {
    case none
    case bytes([UInt8])
    /// Pulled piece by piece while the server takes it; nil ends it. The first pull comes once the connection stands,
    /// and never two at a time. With a length, a body that turns out shorter or longer fails before it looks complete
    /// to the server; without one it is sent chunked.
    case stream(length: Int?, next: @Sendable () async throws -> [UInt8]?)
  }

  public var method: String
  public var url: String
  public var headers: HTTPHeaders
  public var body: Body
  /// For the whole exchange, the reading of a streamed response included.
  public var timeout: Duration
  /// For name look-up, connection and TLS handshake together.
  public var connectTimeout: Duration
  /// In bytes; holds for answers that are buffered (`HTTPClient.send`).
  public var responseLimit: Int

  public init(
    _ method: String = "GET", _ url: String, headers: HTTPHeaders = [:], body: Body = .none,
    timeout: Duration = .seconds(60), connectTimeout: Duration = .seconds(10), responseLimit: Int = 8 << 20
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
    self.connectTimeout = connectTimeout
    self.responseLimit = responseLimit
  }

  /// Whether a server may be asked the same twice without harm (RFC 9110, section 9.2.2).
  var isIdempotent: Bool {
    ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"].contains(method)
  }

  /// Refuses what would let a value end a header line early, or contradict the framing that libcurl chooses.
  func check() throws(HTTPFailure) {
    guard !method.isEmpty, method.utf8.allSatisfy(HTTPToken.isTokenByte) else {
      throw .malformedRequest("the method is not a token")
    }
    for field in headers.fields {
      guard !field.name.isEmpty, field.name.utf8.allSatisfy(HTTPToken.isTokenByte) else {
        throw .malformedRequest("the name of a header is not a token")
      }
      guard field.value.utf8.allSatisfy({ $0 != 0 && $0 != 10 && $0 != 13 }) else {
        throw .malformedRequest("the value of header \(field.name) has a line break or a zero byte in it")
      }
      if ["content-length", "transfer-encoding", "expect"].contains(field.name.lowercased()) {
        throw .malformedRequest("header \(field.name) follows from the body and cannot be given")
      }
    }
    if case .stream(let length?, _) = body, length < 0 {
      throw .malformedRequest("the length of the body is negative")
    }
  }
}

/// The alphabet of methods and header names (RFC 9110, section 5.6.2).
enum HTTPToken {
  static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: marks.contains(byte)
    }
  }

  private static let marks = Array("!#$%&'*+-.^_`|~".utf8)
}
