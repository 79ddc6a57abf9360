import Hummingbird
import NIOCore
import Shared

/// Where faults strike requests: behind the gate, before every route.
struct Saboteur: RouterMiddleware {
  typealias Next = (Request, SandboxContext) async throws -> Response

  /// Even where the caller never gives up.
  private static let longestHang = Duration.seconds(600)

  let sandbox: LiveSandbox

  func handle(_ request: Request, context: SandboxContext, next: Next) async throws -> Response {
    if request.isControl { return try await next(request, context) }
    let route = Route(method: request.method.rawValue, path: request.uri.path)
    let struck = sandbox.change { $0.strike(request: context.number, route) }
    let response = try await answer(request, context, struck, next)
    if route?.isCreation == true { await earlyCallbacks() }
    return response
  }

  private func answer(
    _ request: Request, _ context: SandboxContext, _ struck: (fault: Fault, effect: RequestFault)?, _ next: Next
  ) async throws -> Response {
    guard let (fault, effect) = struck else { return try await next(request, context) }
    switch effect {
    case .refused(let refusal):
      // What Astria refuses has reached it all the same.
      _ = try await sandbox.form(of: request, context)
      return try .refused(refusal, retryAfter: fault.retryAfter)
    case .hang:
      _ = try await sandbox.form(of: request, context)
      throw try await context.hang(atMost: Self.longestHang)
    case .slow:
      await pause(fault.delay ?? .zero)
      return try await next(request, context)
    case .spoiled(let spoiling):
      return try await spoiled(try await next(request, context), spoiling, context)
    }
  }

  private func spoiled(
    _ response: Response, _ spoiling: RequestFault.Spoiling, _ context: SandboxContext
  ) async throws -> Response {
    switch spoiling {
    case .timedOut: return .gatewayTimeout
    case .lost: throw try await context.cut()
    case .truncated:
      // Where there is nothing to cut, there is no answer at all.
      guard let answer = response.truncated(context.channel) else { throw try await context.cut() }
      return answer
    case .empty: return Response(status: response.status)
    case .html: return .page("Just a moment...", status: response.status)
    }
  }

  private func earlyCallbacks() async {
    while !Task.isCancelled, sandbox.look(\.isCallingEarly) { await pause(.milliseconds(2)) }
  }
}
