import Foundation

/// Feeds a recording's events, clock readings and draws to a fresh service and compares what it wants done with what
/// was recorded. Effects are not performed: what came of them is in the recording.
public struct Replay<S: Service> {
  private let recordings: [Recording]
  private let service: S
  private let store: Store

  /// - Parameter recordings: the first of a store's life, and those that followed it, in order.
  public init(_ recordings: [Recording]) throws {
    guard let head = recordings.first?.head else { throw RecordingError.damaged("no recording was given") }
    self.recordings = recordings
    service = try S(replaying: head.message?.decoded() ?? JSONValue.null.decoded())
    store = try Store(path: nil, tables: S.tables)
  }

  public func run(progress: (Int, Int) -> Void = { _, _ in }) throws -> ReplayResult {
    let turns = recordings.flatMap(\.turns)
    var result = ReplayResult(turns: turns.count)
    for (number, turn) in turns.enumerated() {
      let replayed = try replay(turn)
      let recorded = try turn.outputs.map { try $0.comparable() }
      if recorded != replayed {
        let name = turn.input.kind ?? turn.input.line.rawValue
        result.differences.append(.init(turn: turn.number, event: name, recorded: recorded, replayed: replayed))
      }
      progress(number + 1, turns.count)
    }
    return result
  }

  private func replay(_ recorded: Recording.Turn) throws -> [JSONValue] {
    let event = try Self.event(recorded.input)
    let draws = RecordedDraws(recorded.input.drawn ?? [])
    let outputs: [Output<S>]
    do {
      outputs = try store.transaction { database in
        let clock = ClockReading(now: recorded.input.at, wall: recorded.input.wall ?? recorded.input.at)
        let turn = Turn<S>(clock: clock, database: database, draws: draws)
        try service.handle(event, turn)
        return turn.outputs
      }
    } catch {
      outputs = Self.refused(error, event)
    }
    return try outputs.map { output in
      var line = RecordedLine(.effect, at: recorded.input.at)
      try line.describe(output, pseudonym: nil)
      return try line.comparable()
    }
  }

  private static func refused(_ error: any Error, _ event: Event<S>) -> [Output<S>] {
    guard case .request(_, let asker) = event else { return [] }
    return [.refuse(to: asker.id, error as? Refusal ?? .fault)]
  }

  private static func event(_ line: RecordedLine) throws -> Event<S> {
    let message = line.message ?? .null
    switch line.line {
    case .started: return .started
    case .ticked: return .ticked
    case .outcome: return .outcome(try message.decoded())
    case .request:
      guard let asker = line.asker else { throw RecordingError.damaged("a request without asker") }
      return .request(try message.decoded(), asker)
    case .head, .reply, .refusal, .effect, .event, .sent, .received, .failed, .attachment:
      throw RecordingError.damaged("a turn that begins with \(line.line.rawValue)")
    }
  }
}

extension RecordedLine {
  /// What counts when two outputs are compared.
  func comparable() throws -> JSONValue {
    var parts: [String: JSONValue] = ["line": .string(line.rawValue)]
    parts["to"] = to.map { .string($0.text) }
    parts["message"] = message
    parts["object"] = object
    return .object(parts)
  }
}

/// Hands out again what was drawn when the recording was made; zeros once the service draws more than it did then,
/// which then shows as a difference.
public final class RecordedDraws: Draws {
  private var left: ArraySlice<Drawn>

  public init(_ drawn: [Drawn]) { left = drawn[...] }

  public func random(_ count: Int) -> [UInt8] {
    guard case .random(let hex)? = left.popFirst(), let bytes = Hex.decode(hex), bytes.count == count else {
      return Array(repeating: 0, count: count)
    }
    return bytes
  }

  public func secret() -> Personal<DataKey> {
    guard case .secret(let key)? = left.popFirst() else {
      return Personal(DataKey(bytes: Array(repeating: 0, count: 32)))
    }
    return key
  }

  public func secret(_ compute: () throws -> DataKey) rethrows -> Personal<DataKey> { secret() }

  public func computed(_ compute: () throws -> [UInt8]) rethrows -> [UInt8] {
    guard case .computed(let hex)? = left.popFirst(), let bytes = Hex.decode(hex) else { return try compute() }
    return bytes
  }
}
