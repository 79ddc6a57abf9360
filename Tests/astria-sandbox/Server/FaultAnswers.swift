import HTTPTypes
import Hummingbird
import NIOCore
import Shared

// Answers that only faults give. Where no source shows Astria's, they are as Rails and Cloudflare write them.
extension Response {
  static func refused(_ refusal: RequestFault.Refusal, retryAfter: Int?) throws -> Response {
    switch refusal {
    case .denied: return .denied
    case .blocked: return .blocked
    case .fields: return try .rejected(.unprocessable(["name": ["is invalid"]]))
    case .error: return try .rejected(Rejection(status: 422, body: .object(["error": .string("Invalid request")])))
    case .empty: return Response(status: .unprocessableContent)
    case .notEnoughBalance: return try .rejected(.notEnoughBalance)
    case .tooMany: return try tooMany(retryAfter: retryAfter)
    case .broken: return try .rejected(.plain(500, "Internal Server Error"))
    case .unavailable: return .page("503 Service Temporarily Unavailable", status: .serviceUnavailable)
    }
  }

  static var gatewayTimeout: Response { page("504 Gateway Time-out", status: .gatewayTimeout) }

  static func page(_ title: String, status: HTTPResponse.Status) -> Response {
    let page = """
      <!DOCTYPE html>
      <html><head><title>\(title)</title></head><body><center><h1>\(title)</h1></center></body></html>

      """
    return Response(status, "text/html; charset=UTF-8", Array(page.utf8))
  }

  private static func tooMany(retryAfter: Int?) throws -> Response {
    var response = try rejected(.plain(429, "Too Many Requests"))
    response.headers[.retryAfter] = retryAfter.map(String.init)
    return response
  }

  /// Promises the whole body, sends half of it, and closes the connection. Nil where there is no body.
  func truncated(_ channel: any Channel) -> Response? {
    guard let length = body.contentLength, length > 0 else { return nil }
    var response = self
    let half = body.map { $0.getSlice(at: $0.readerIndex, length: $0.readableBytes / 2) ?? $0 }
    response.body = ResponseBody(contentLength: length) { writer in
      try await half.write(writer)
      try await channel.close()
    }
    return response
  }
}
