import HTTPTypes
import Hummingbird

/// Writes down each request to the pretended Astria, and how it was answered. It stands before everything else, so that
/// those are counted, too, that the gate turns away.
struct Register<Inner: HTTPResponder<SandboxContext>>: HTTPResponder {
  let sandbox: LiveSandbox
  let inner: Inner

  func respond(to request: Request, context: SandboxContext) async throws -> Response {
    if request.isControl { return try await inner.respond(to: request, context: context) }
    var context = context
    context.route = Route(method: request.method.rawValue, path: request.uri.path)
    context.number = open(request, context.route)
    let response = try await inner.respond(to: request, context: context)
    let number = context.number
    sandbox.change { $0.requests.note(number) { $0.status = response.status.code } }
    return response
  }

  private func open(_ request: Request, _ route: Route?) -> Int {
    let (method, path) = (request.method.rawValue, request.head.path ?? "")
    let texts = Self.headers(of: request) + request.query.texts
    return sandbox.change { $0.requests.open(method, path, route, texts, at: $0.now) }
  }

  /// All but the key, which nobody should find in a dump.
  private static func headers(of request: Request) -> [RequestLog.Text] {
    request.headers.filter { $0.name != .authorization }.map { .init(name: $0.name.rawName, text: $0.value) }
  }
}

extension Request {
  /// Whether it looks behind the curtain instead of asking Astria.
  var isControl: Bool { uri.path.hasPrefix("/sandbox/") }
}

extension LiveSandbox {
  /// The body as a tree, whose texts are noted.
  func form(of request: Request, _ context: SandboxContext) async throws -> FormTree {
    let (form, number) = (try await request.form(), context.number)
    change { $0.requests.note(number) { $0.texts += form.texts } }
    return form
  }
}
