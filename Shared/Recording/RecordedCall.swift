import Synchronization

/// A call from outside, as a process handled it that is no `Service`: what was asked of it, what it asked others and
/// was told, in order, and what it answered.
///
/// In the file these are lines with the same `turn`: `request`, then `sent` and `received` or `failed` for each
/// exchange, then `reply` or `refusal`. Lines of other calls may stand between them.
public struct RecordedCall: Sendable {
  public struct Exchange: Sendable {
    public var asked: JSONValue
    public var answered: Result<JSONValue, Refusal>
  }

  public var number: Int
  public var at: Moment
  public var kind: String
  public var call: JSONValue
  public var drawn: [Drawn]
  public var exchanges: [Exchange] = []
  public var answer: JSONValue?

  /// What counts when two runs are compared: all that left the process, in order.
  public var outputs: [JSONValue] { exchanges.map(\.asked) + (answer.map { [$0] } ?? []) }
}

/// Notes down one call while it is handled.
public final class CallNotes: Sendable {
  enum Note: Sendable {
    case sent(any ServiceRequest)
    case received(any Message)
    case failed(Refusal)
  }

  private let notes = Mutex<[Note]>([])

  public init() {}

  /// Asks, and notes down both sides.
  public func exchange<Request: ServiceRequest, Extra>(
    _ request: Request, _ ask: () async throws(Refusal) -> (Request.Reply, Extra)
  ) async throws(Refusal) -> (Request.Reply, Extra) {
    notes.withLock { $0.append(.sent(request)) }
    do throws(Refusal) {
      let answer = try await ask()
      let reply = answer.0
      notes.withLock { $0.append(.received(reply)) }
      return answer
    } catch {
      notes.withLock { $0.append(.failed(error)) }
      throw error
    }
  }

  var all: [Note] { notes.withLock { $0 } }
}

extension Recorder {
  /// - Parameters:
  ///   - kind: the name of what was asked, safe in any log.
  ///   - drawn: what was drawn to answer it.
  public func record(
    call number: Int, kind: String, _ call: some Encodable, at now: Moment, drawn: [Drawn], _ notes: CallNotes,
    _ answer: Result<any Encodable & Sendable, Refusal>
  ) {
    write(RecordedLine(.request, at: now, turn: number)) { line throws in
      line.kind = kind
      line.message = try self.json(call)
      line.drawn = drawn.isEmpty ? nil : try self.json(drawn).decoded()
    }
    for note in notes.all {
      write(RecordedLine(.sent, at: now, turn: number)) { line throws in try self.describe(note, &line) }
    }
    write(RecordedLine(.reply, at: now, turn: number)) { line throws in
      switch answer {
      case .success(let answer): line.message = try self.json(answer)
      case .failure(let refusal):
        line.line = .refusal
        line.message = try self.json(refusal)
      }
    }
  }

  private func describe(_ note: CallNotes.Note, _ line: inout RecordedLine) throws {
    switch note {
    case .sent(let request):
      line.kind = request.kind
      line.message = try json(request)
    case .received(let reply):
      line.line = .received
      line.kind = reply.kind
      line.message = try json(reply)
    case .failed(let refusal):
      line.line = .failed
      line.message = try json(refusal)
    }
  }
}

extension Recording {
  /// The calls that were handled to their end, by number.
  public var calls: [RecordedCall] {
    get throws {
      var calls: [Int: RecordedCall] = [:]
      for line in lines {
        guard let number = line.turn else { continue }
        if line.line == .request {
          calls[number] = RecordedCall(
            number: number, at: line.at, kind: line.kind ?? "", call: line.message ?? .null, drawn: line.drawn ?? [])
        } else {
          try calls[number]?.add(line)
        }
      }
      return calls.values.filter { $0.answer != nil }.sorted { $0.number < $1.number }
    }
  }
}

extension RecordedCall {
  fileprivate mutating func add(_ line: RecordedLine) throws {
    let message = line.message ?? .null
    switch line.line {
    case .sent: exchanges.append(Exchange(asked: message, answered: .failure(.fault)))
    case .received: exchanges.indices.last.map { exchanges[$0].answered = .success(message) }
    case .failed: try exchanges.indices.last.map { exchanges[$0].answered = .failure(try message.decoded()) }
    case .reply, .refusal: answer = message
    case .head, .started, .ticked, .request, .outcome, .effect, .event, .attachment: return
    }
  }
}
