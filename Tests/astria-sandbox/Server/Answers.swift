import HTTPTypes
import Hummingbird
import Shared

// The forms that answers come in.
extension Response {
  init(_ status: HTTPResponse.Status, _ type: String, _ body: [UInt8]) {
    self.init(
      status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }

  static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) throws -> Response {
    Response(status, "application/json; charset=utf-8", try JSONText.encode(value))
  }

  static func rejected(_ rejection: Rejection) throws -> Response {
    try json(rejection.body, status: .init(code: rejection.status))
  }

  /// Rails' answer to a bad key: the one answer of Astria's that is plain text.
  static var denied: Response {
    var response = Response(.unauthorized, "text/plain; charset=utf-8", Array("HTTP Token: Access denied.\n".utf8))
    response.headers[.wwwAuthenticate] = "Token realm=\"Application\""
    return response
  }

  /// Cloudflare's answer to a caller whose User-Agent it does not like.
  static var blocked: Response {
    let page = """
      <!DOCTYPE html>
      <html lang="en-US"><head><title>Access denied | api.astria.ai used Cloudflare to restrict access</title></head>
      <body><h1>Error 1010</h1><h2>Access denied</h2>
      <p>The owner of this website has banned your access based on your browser's signature.</p></body></html>

      """
    return Response(.forbidden, "text/html; charset=UTF-8", Array(page.utf8))
  }

  /// To a DELETE: Astria is reported to answer in either way.
  static func deleted(_ what: String, answer: Int) throws -> Response {
    if answer == 204 { return Response(status: .noContent) }
    return try json(.object(["message": .string("\(what) successfully deleted")]))
  }
}

/// Turns rejections, and what no route was found for, into Astria's answers.
struct Rejections<Context: RequestContext>: RouterMiddleware {
  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let rejection as Rejection {
      return try .rejected(rejection)
    } catch let error as HTTPError where error.status == .notFound {
      return try .rejected(.notFound)
    }
  }
}
