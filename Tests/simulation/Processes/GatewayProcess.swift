import Shared
import TestSupport

@testable import Shared
@testable import gateway

/// The gateway: its real reception, asking over the world's wire. It keeps nothing.
///
/// `@unchecked Sendable`: a world and all in it live on one thread.
final class GatewayProcess: SimulatedProcess, @unchecked Sendable {
  private let reception = Reception(contract: World.contract)

  init(in world: World) { super.init(.gateway, in: world) }

  /// One call from outside. What is lost on the way looks to the caller like a server that cannot be reached.
  func call(
    _ call: GatewayCall, _ caller: Caller, _ attachment: Attachment? = nil
  ) async throws(Refusal) -> Reception.Answered {
    let away = Refusal(.unavailable, "The server cannot be reached.")
    guard isUp else { throw away }
    let life = life
    world.note("a person calls: \(call)")
    let chance = Guarded(world.chance.split())
    let randomness = Randomness { count in chance.withLock { $0.bytes(count) } }
    let visit = Visit(
      caller: caller, attachment: attachment, now: wall, draws: NotedDraws(randomness), asks: asks)
    let answered = try await reception.handle(call, visit)
    guard self.life == life else {
      answered.attachment?.cancel()
      throw away
    }
    return answered
  }

  private var asks: Asks {
    let processes = world.processes!
    return Asks(
      account: ask(processes.account), janitor: ask(processes.janitor), uploadStore: ask(processes.uploadStore),
      astriaBridge: ask(processes.astriaBridge))
  }

  private func ask<S: Service>(_ process: ServiceProcess<S>) -> Ask<S.Request> {
    Ask { [unowned self] request, extras throws(Refusal) in
      try await OneOpening.lend(extras.attachment) { opening throws(Refusal) in
        try await self.ask(
          request, of: process, key: extras.idempotencyKey, timeout: extras.timeout, attachment: opening)
      }
    }
  }
}
