import HTTPTypes
import Hummingbird
import Shared

/// One HTTP request, as routes read it.
struct Incoming {
  /// A request's JSON is a handful of fields.
  static let jsonBytesMax = 64 * 1024

  let request: Request
  let context: GatewayContext
  let parameters: Parameters

  /// The identifier in the path. One that cannot be is one that there is not.
  func identifier<Of>(_ name: String) throws(Refusal) -> Identifier<Of> {
    guard let identifier = parameters.get(name).flatMap(Identifier<Of>.init) else {
      throw Refusal(.notFound, "There is nothing by that name. Check the address.")
    }
    return identifier
  }

  /// The cursor of a list, if the query has one.
  func cursor<Of>() throws(Refusal) -> Identifier<Of>? {
    guard let text = request.uri.queryParameters.get("cursor") else { return nil }
    guard let cursor = Identifier<Of>(text) else {
      throw Refusal(.invalidField, "cursor must be one that an earlier page of this list ended with.")
    }
    return cursor
  }

  /// The fields of the JSON body.
  func fields<Result>(_ take: (inout Fields) throws(Refusal) -> Result) async throws(Refusal) -> Result {
    let body = try IncomingBody(request, context, limit: Self.jsonBytesMax)
    return try Fields.read(await body.collect(), take)
  }

  /// The media type alone, without parameters.
  func contentType() throws(Refusal) -> String {
    let text = request.headers[.contentType]?.split(separator: ";").first?.lowercased() ?? ""
    let type = text.filter { !$0.isWhitespace }
    guard type.wholeMatch(of: /image\/[a-z0-9.+-]{1,40}/) != nil else {
      throw Refusal(.unsupportedImage, "Send a photo as image/jpeg, image/png or image/heic, named in Content-Type.")
    }
    return type
  }

  var prefersPage: Bool { Accept(request.headers[.accept]).prefersPage }

  func caller() throws(Refusal) -> Caller {
    Caller(token: token.map { Personal($0) }, idempotencyKey: try idempotencyKey().map { Personal($0) })
  }

  private var token: String? {
    guard let header = request.headers[.authorization] else { return nil }
    let parts = header.split(separator: " ")
    guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 200 else { return nil }
    return String(parts[1])
  }

  private func idempotencyKey() throws(Refusal) -> String? {
    guard let key = request.headers[.idempotencyKey] else { return nil }
    guard (1...200).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      throw Refusal(.invalidField, "Idempotency-Key must be 1 to 200 visible ASCII characters.")
    }
    return key
  }
}

extension HTTPField.Name {
  static let idempotencyKey = Self("Idempotency-Key")!
  static let lastEventID = Self("Last-Event-ID")!
  static let referrerPolicy = Self("Referrer-Policy")!
}
