import Hummingbird
import NIOCore
import Shared

/// Where faults strike requests: behind the gate, before everything that may answer.
struct Saboteur: RouterMiddleware {
  typealias Next = (Request, SandboxContext) async throws -> Response

  /// Even where the caller never gives up.
  private static let longestHang = Duration.seconds(600)

  let sandbox: LiveSandbox

  func handle(_ request: Request, context: SandboxContext, next: Next) async throws -> Response {
    if request.isControl { return try await next(request, context) }
    let struck = sandbox.change { $0.strike(request: context.number, on: context.route) }
    guard let (fault, effect) = struck else { return try await execute(request, context, next) }
    switch effect {
    case .refused(let refusal):
      try await read(request, context)
      return try .refused(refusal, retryAfter: fault.retryAfter)
    case .hang:
      try await read(request, context)
      throw try await context.hang(atMost: Self.longestHang)
    case .slow:
      await pause(fault.delay ?? .zero)
      return try await execute(request, context, next)
    case .spoiled(let spoiling):
      return try await spoil(try await execute(request, context, next), spoiling, context)
    }
  }

  /// As if there were no faults, but for callbacks that come early: the answer waits for them.
  private func execute(_ request: Request, _ context: SandboxContext, _ next: Next) async throws -> Response {
    if context.route == nil { try await read(request, context) }
    let response = try await next(request, context)
    if context.route?.isCreation == true {
      while !Task.isCancelled, sandbox.look(\.isCallingEarly) { await pause(.milliseconds(2)) }
    }
    return response
  }

  /// What is not executed has reached Astria all the same.
  private func read(_ request: Request, _ context: SandboxContext) async throws {
    do {
      _ = try await sandbox.form(of: request, context)
    } catch is Rejection {
      // That the body is malformed nobody will learn.
    }
  }

  private func spoil(
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
    case .html: return .page("Just a moment...", status: response.status == .noContent ? .ok : response.status)
    }
  }
}
