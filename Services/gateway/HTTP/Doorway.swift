import Hummingbird
import Logging
import Shared

/// What every request passes on its way in and every answer on its way out: errors become problems, answers get the
/// headers that all have, and what is counted and logged is the route's pattern, the status and the time it took.
struct Doorway: RouterMiddleware {
  let metrics: Metrics
  let log: Logger

  func handle(
    _ request: Request, context: GatewayContext, next: (Request, GatewayContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    context.bodyProgress.begin(request.headers)
    var response: Response
    do {
      response = try await next(request, context)
    } catch {
      response = .problem(refusal(error))
      if let allowed = (error as? MethodNotAllowed)?.allowed { response.headers[.allow] = allowed }
    }
    // After an answer to HEAD the next one begins at once (RFC 9110, section 9.3.2).
    if request.method == .head { response.body = ResponseBody() }
    finish(&response, context)
    note(request, context, response, took: ContinuousClock.now - start)
    return response
  }

  private func refusal(_ error: any Error) -> Refusal {
    switch error {
    case let refusal as Refusal: return refusal
    case is MethodNotAllowed: return Refusal(.methodNotAllowed, "This address does not know that method.")
    case let error as HTTPError where error.status == .notFound:
      return Refusal(.notFound, "There is nothing at this address. GET /openapi.json describes what there is.")
    case let error as HTTPError where error.status.kind == .clientError:
      return Refusal(.malformedRequest, "The request cannot be read. GET /openapi.json describes what can.")
    default:
      log.error("a request met a fault", metadata: ["error": "\(type(of: error))"])
      return .fault
    }
  }

  private func finish(_ response: inout Response, _ context: GatewayContext) {
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.referrerPolicy] = "no-referrer"
    response.headers[.contentSecurityPolicy] = Self.policy
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    guard !context.bodyProgress.isWhole else { return }
    response.headers[.connection] = "close"
    context.closeSoon()
  }

  private static let policy =
    "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    + "frame-ancestors 'none'"

  private func note(_ request: Request, _ context: GatewayContext, _ response: Response, took: Duration) {
    let isKnown = context.endpointPath.map { $0 != "NotFound" } ?? false
    let route = isKnown ? "\(request.method.rawValue) \(context.endpointPath ?? "")" : "unknown"
    let status = Int(response.status.code)
    metrics.count(route: route, status: status)
    log.info(
      "answered",
      metadata: ["route": "\(route)", "status": "\(status)", "milliseconds": "\(took.milliseconds)"])
  }
}

/// The path is known, but not with this method.
struct MethodNotAllowed: Error {
  /// The methods that it has, as the `Allow` header lists them.
  let allowed: String
}
