import Shared

/// Feeds a recording's calls to a fresh reception, the others' answers coming from the recording, and compares what it
/// asks and answers with what it asked and answered then.
struct GatewayReplay {
  private let recordings: [Recording]

  init(_ recordings: [Recording]) { self.recordings = recordings }

  func run(progress: (Int, Int) -> Void = { _, _ in }) async throws -> ReplayResult {
    let all = try recordings.map { recording in
      (reception: try Self.reception(recording), calls: try recording.calls)
    }
    let count = all.reduce(0) { $0 + $1.calls.count }
    var result = ReplayResult(turns: 0)
    for (reception, calls) in all {
      for call in calls {
        let replayed = try await outputs(of: call, reception)
        result.turns += 1
        if replayed != call.outputs {
          result.differences.append(
            .init(turn: call.number, event: call.kind, recorded: call.outputs, replayed: replayed))
        }
        progress(result.turns, count)
      }
    }
    return result
  }

  /// With the contract and the styles that were in force.
  private static func reception(_ recording: Recording) throws -> Reception {
    guard let message = recording.head.message else { throw RecordingError.damaged("a head without its contract") }
    return try message.decoded()
  }

  private static func json(_ answer: GatewayAnswer) throws(Refusal) -> JSONValue {
    do { return try JSONValue(answer) } catch { throw .fault }
  }

  private func outputs(of recorded: RecordedCall, _ reception: Reception) async throws -> [JSONValue] {
    let answers = RecordedAnswers(recorded)
    let visit: RecordedVisit = try recorded.call.decoded()
    let again = Visit(
      caller: visit.caller, attachment: .nothing, now: recorded.at, draws: RecordedDraws(recorded.drawn),
      asks: Asks(answers))
    let answer: JSONValue
    do throws(Refusal) {
      let (answered, _) = try await reception.handle(visit.call, again)
      answer = try Self.json(answered)
    } catch {
      answer = try JSONValue(error)
    }
    return answers.asked + [answer]
  }
}

extension Asks {
  /// Nobody is asked: what they said stands in the recording.
  fileprivate init(_ answers: RecordedAnswers) {
    self.init(account: Ask(answers), janitor: Ask(answers), uploadStore: Ask(answers), astriaBridge: Ask(answers))
  }
}

extension Ask {
  fileprivate init(_ answers: RecordedAnswers) {
    self.init { (request, _) throws(Refusal) in (try answers.ask(request), .nothing) }
  }
}

extension Attachment {
  /// Stands for bytes that no recording holds.
  fileprivate static var nothing: Attachment { Attachment(length: nil, next: { nil }) }
}
