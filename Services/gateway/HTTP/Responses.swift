import Foundation
import Hummingbird
import Shared

extension Response {
  /// A document that lists its fields, as JSON.
  static func json(
    _ status: Int, _ document: some Encodable, contentType: String = "application/json"
  ) throws -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return bytes(status, try encoder.encode(document), contentType: contentType)
  }

  static func problem(_ refusal: Refusal) -> Response { problem(ProblemDocument(refusal)) }

  static func problem(_ document: ProblemDocument) -> Response {
    var response: Response
    do {
      response = try .json(document.status, document, contentType: "application/problem+json")
    } catch {
      preconditionFailure("a problem is made of text and numbers")
    }
    if let retryAfter = document.retryAfter { response.headers[.retryAfter] = "\(retryAfter)" }
    if document.status == 401 { response.headers[.wwwAuthenticate] = "Bearer" }
    return response
  }

  static func bytes(_ status: Int, _ bytes: some Sequence<UInt8>, contentType: String) -> Response {
    let buffer = ByteBuffer(bytes: bytes)
    return Response(
      status: .init(code: status), headers: [.contentType: contentType], body: .init(byteBuffer: buffer))
  }
}
