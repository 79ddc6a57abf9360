import HTTPTypes
import Hummingbird

/// What stands before each route: Cloudflare's look at the caller's User-Agent, Astria's look at the key, and the rule
/// that a path may end in `.json`. Files and the control routes are open to anybody.
struct Gate<Inner: HTTPResponder>: HTTPResponder {
  typealias Context = Inner.Context
  let inner: Inner

  func respond(to request: Request, context: Context) async throws -> Response {
    if request.isControl || request.uri.path.hasPrefix("/files/") {
      return try await inner.respond(to: request, context: context)
    }
    guard Self.isWelcome(request.headers[.userAgent]) else { return .blocked }
    guard Self.isKey(request.headers[.authorization]) else { return .denied }
    return try await inner.respond(to: Self.withoutSuffix(request), context: context)
  }

  /// Cloudflare blocks callers by this header; that of Python's urllib is known to be among them.
  private static func isWelcome(_ agent: String?) -> Bool {
    guard let agent, !agent.allSatisfy(\.isWhitespace) else { return false }
    return !agent.hasPrefix("Python-urllib/")
  }

  private static func isKey(_ authorization: String?) -> Bool {
    guard let authorization, authorization.hasPrefix("Bearer sd_") else { return false }
    return authorization.utf8.count > "Bearer sd_".utf8.count
  }

  private static func withoutSuffix(_ request: Request) -> Request {
    guard request.uri.path.hasSuffix(".json"), let path = request.head.path else { return request }
    var head = request.head
    let query = path.drop { $0 != "?" }
    head.path = String(path.prefix { $0 != "?" }.dropLast(".json".count) + query)
    return Request(head: head, body: request.body)
  }
}
