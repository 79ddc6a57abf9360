import Synchronization

/// Answers from a recorded call, in order; refuses once something else is asked than was asked then.
public final class RecordedAnswers: Sendable {
  private struct State {
    var left: ArraySlice<RecordedCall.Exchange>
    var asked: [JSONValue] = []
  }

  private let state: Mutex<State>

  public init(_ call: RecordedCall) { state = Mutex(State(left: call.exchanges[...])) }

  /// What has been asked so far.
  public var asked: [JSONValue] { state.withLock { $0.asked } }

  public func ask<Request: ServiceRequest>(_ request: Request) throws(Refusal) -> Request.Reply {
    do {
      return try reply(to: JSONValue(request)).decoded()
    } catch let refusal as Refusal {
      throw refusal
    } catch {
      throw .fault
    }
  }

  private func reply(to request: JSONValue) throws -> JSONValue {
    let recorded = state.withLock { state in
      state.asked.append(request)
      return state.left.popFirst()
    }
    guard let recorded, recorded.asked == request else { throw Refusal.fault }
    return try recorded.answered.get()
  }
}
