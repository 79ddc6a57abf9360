import Shared

@testable import Shared

/// What lies between the processes: messages take their time, are lost, come twice and out of order.
final class Wire: PartOfWorld {
  unowned var world: World!
  /// In thousandths.
  var losses = 0
  var doubles = 0
  /// Of which some messages take up to `delayMax`.
  var delays = 0
  var delayMax = Duration.seconds(60)

  typealias Opening = @Sendable () async throws(Refusal) -> Attachment

  /// Carries something over, if it arrives at all; perhaps twice.
  func carry(_ arrive: @escaping () -> Void) {
    if chance(losses) { return world.happened(.messageLost) }
    world.plan(after: delay(), arrive)
    guard chance(doubles) else { return }
    world.happened(.messageDoubled)
    world.plan(after: delay(), arrive)
  }

  private func delay() -> Duration {
    guard chance(delays) else { return .milliseconds(1 + world.chance.below(5)) }
    world.happened(.messageLate)
    return .milliseconds(1 + world.chance.below(Int(delayMax.milliseconds)))
  }

  private func chance(_ thousandths: Int) -> Bool { thousandths > 0 && world.chance.below(1000) < thousandths }
}

// Asking, as a `Client` does it: further tries within the time-out, all under one key.
extension SimulatedProcess {
  func ask<S: Service>(
    _ request: S.Request, of receiver: ServiceProcess<S>, key: String? = nil, timeout: Duration = .seconds(10),
    attachment open: Wire.Opening? = nil
  ) async throws(Refusal) -> (S.Request.Reply, Attachment?) {
    let (end, life) = (world.now + timeout, life)
    var id: Envelope.ID = Identifier(bytes: world.chance.bytes(16))
    let key = key ?? id.text
    var tries = Tries()
    while true {
      do throws(Refusal) {
        let attachment = try await open?()
        let patience = attachment == nil ? min(end - world.now, tries.patience) : end - world.now
        let deadline = wall + patience
        return try await exchange(request, receiver, id, key, deadline, attachment)
      } catch {
        guard error.problem.mayPassSoon, self.life == life, !world.isOver, end - world.now > tries.pause else {
          throw error
        }
        await world.sleep(tries.pause + .milliseconds(world.chance.below(20)))
        tries.failed()
        id = Identifier(bytes: world.chance.bytes(16))
      }
    }
  }

  private func exchange<S: Service>(
    _ request: S.Request, _ receiver: ServiceProcess<S>, _ id: Envelope.ID, _ key: String, _ deadline: Moment,
    _ attachment: Attachment?
  ) async throws(Refusal) -> (S.Request.Reply, Attachment?) {
    let answer: Result<ServiceProcess<S>.Answered, Refusal> = await wait { tell in
      let patience = max(.zero, deadline - wall)
      let timeout = world.plan(after: patience) {
        tell(.failure(Refusal(.timedOut, "No answer came in time.")))
      }
      let answered = OnceOnly { (answer: ServiceProcess<S>.Answered) in
        timeout.callOff()
        tell(.success(answer))
      }
      let letter = ServiceProcess<S>.Letter(
        id: id, key: key, sender: name, request: request, deadline: deadline, attachment: attachment,
        answer: { [unowned world] answer in world.wire.carry { answered.call(answer) } })
      world.wire.carry { [unowned world] in world.processes.deliver(letter, to: receiver) }
    }
    return try answer.get().get()
  }
}

/// Nobody waits for a second answer.
///
/// `@unchecked Sendable`: a world and all in it live on one thread.
private final class OnceOnly<Value>: @unchecked Sendable {
  private var body: ((Value) -> Void)?

  init(_ body: @escaping (Value) -> Void) { self.body = body }

  func call(_ value: Value) {
    defer { body = nil }
    body?(value)
  }
}
