import Shared

/// The faults that are set, and how often each has struck. Where several could strike, the first in the list does.
struct FaultPlan: Sendable, Equatable {
  private(set) var faults: [Fault] = []

  init(_ faults: [Fault] = []) { self.faults = faults }

  /// - Parameter effect: what a fault does to the one that is in question; nil where it is none of its business.
  mutating func strike<Effect>(_ effect: (Fault.What) -> Effect?) -> (fault: Fault, effect: Effect)? {
    var found: (fault: Fault, effect: Effect)?
    for index in faults.indices {
      guard let effect = effect(faults[index].what) else { continue }
      if faults[index].strikes(isFirst: found == nil) { found = (faults[index], effect) }
    }
    return found
  }

  func view() -> JSONValue { .array(faults.map(\.view)) }
}

extension Fault {
  /// As it was set, with its counts.
  fileprivate var view: JSONValue {
    let (target, kind) = what.names
    let fields: [String: JSONValue] = [
      "route": .string(target), "kind": .string(kind), "after": .integer(after), "times": .integer(orNull: times),
      "thousandths": .integer(thousandths), "seed": .integer(seed), "seen": .integer(seen), "struck": .integer(struck),
    ]
    let parameters = [
      "retry_after": retryAfter.map(JSONValue.integer), "seconds": delay.map(JSONValue.seconds),
      "images": images.map(JSONValue.integer),
    ]
    return .object(fields.merging(parameters.compactMapValues { $0 }) { field, _ in field })
  }
}

extension Fault.What {
  fileprivate var names: (target: String, kind: String) {
    switch self {
    case .request(let fault, let route): (route?.rawValue ?? "any", fault.rawValue)
    case .callback(let fault): ("callback", fault.rawValue)
    case .prompt(let fault): ("prompt", fault.rawValue)
    case .tune(let fault): ("tune", fault.rawValue)
    }
  }
}

// Whom the plan strikes.
extension Sandbox {
  mutating func strike(request number: Int, on route: Route?) -> (fault: Fault, effect: RequestFault)? {
    let found = faults.strike { what -> RequestFault? in
      guard case .request(let effect, let wanted) = what, wanted == nil || wanted == route else { return nil }
      return effect
    }
    requests.note(number) { $0.fault = found?.effect }
    return found
  }

  mutating func strike(_ tune: inout Tune) {
    tune.fault = faults.strike { if case .tune(let effect) = $0 { effect } else { nil } }?.effect
    tune.callbackFault = strikeCallback(tune.request.callback)
  }

  mutating func strike(_ prompt: inout Prompt) {
    let found = faults.strike { what -> PromptFault? in if case .prompt(let effect) = what { effect } else { nil } }
    prompt.isStuck = found?.effect == .never
    prompt.imageCount = min(found?.fault.images ?? .max, prompt.request.imageCount)
    prompt.callbackFault = strikeCallback(prompt.request.callback)
  }

  mutating func strikeCallback(_ address: String?) -> CallbackFault? {
    guard address != nil else { return nil }
    return faults.strike { if case .callback(let effect) = $0 { effect } else { nil } }?.effect
  }
}
