import Shared
import Synchronization

/// Runs the reception: hands in the time, the draws and the others, and has each call recorded.
final class FrontDesk: Sendable {
  private let reception: Reception
  private let asks: Asks
  let clock: WallClock
  private let randomness: Randomness
  private let recorder: Recorder?
  private let calls = Atomic<Int>(0)

  init(_ reception: Reception, _ asks: Asks, clock: WallClock, randomness: Randomness, recorder: Recorder?) {
    self.reception = reception
    self.asks = asks
    self.clock = clock
    self.randomness = randomness
    self.recorder = recorder
    recorder?.begin(settings: reception)
  }

  func handle(
    _ call: GatewayCall, _ caller: Caller, _ attachment: Attachment? = nil
  ) async throws(Refusal) -> Reception.Answered {
    guard let recorder else { return try await look(call, caller, attachment) }
    let number = calls.add(1, ordering: .relaxed).newValue
    let notes = CallNotes()
    let draws = NotedDraws(randomness)
    let visit = Visit(
      caller: caller, attachment: attachment, now: clock.now(), draws: draws, asks: asks.noted(by: notes))
    func record(_ answer: Result<any Encodable & Sendable, Refusal>) {
      let recorded = RecordedVisit(caller: caller, call: call)
      recorder.record(
        call: number, kind: call.kind, recorded, at: visit.now, drawn: draws.takeDrawn(), notes, answer)
    }
    do throws(Refusal) {
      let answered = try await reception.handle(call, visit)
      record(.success(answered.answer))
      return answered
    } catch {
      record(.failure(error))
      throw error
    }
  }

  /// Without being recorded: for what is asked every second and changes nothing.
  func look(
    _ call: GatewayCall, _ caller: Caller, _ attachment: Attachment? = nil
  ) async throws(Refusal) -> Reception.Answered {
    let visit = Visit(
      caller: caller, attachment: attachment, now: clock.now(), draws: NotedDraws(randomness), asks: asks)
    return try await reception.handle(call, visit)
  }
}

/// A call as a recording keeps it.
struct RecordedVisit: Codable, Sendable {
  var caller: Caller
  var call: GatewayCall
}
