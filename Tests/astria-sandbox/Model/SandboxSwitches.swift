import Shared

// How the switches are turned while the sandbox runs.
extension Sandbox {
  /// Turns those that are named and leaves the others; one mistake, and none is turned.
  mutating func turn(_ switches: FormTree) throws(Rejection) {
    guard case .fields(let switches) = switches else {
      throw .badRequest("The body must be a JSON object of settings.")
    }
    var complaints = Complaints()
    for (name, value) in switches.sorted(by: { $0.key < $1.key }) {
      if let complaint = turn(name, value) { complaints.add(name, complaint) }
    }
    try complaints.check()
  }

  /// - Returns: what is wrong with it.
  private mutating func turn(_ name: String, _ value: FormTree) -> String? {
    let text = value.text ?? ""
    switch name {
    case "idempotent": return set(\.settings.isIdempotent, Self.truth(text), "must be true or false")
    case "auto_extend_tunes": return set(\.account.isExtendingTunes, Self.truth(text), "must be true or false")
    case "delete_answer":
      return set(
        \.settings.deleteAnswer, Int(text).flatMap { [200, 204].contains($0) ? $0 : nil }, "must be 200 or 204")
    case "prompts_on_tune_deletion":
      return set(\.settings.promptsOnTuneDeletion, .init(rawValue: text), "must be kept or removed")
    case "balance_mc": return set(\.account.balanceMC, Int(text), "must be a whole number of milli-cents")
    case "training": return set(\.settings.training, Duration(seconds: text), "must be a number of seconds")
    case "prompt": return set(\.settings.prompt, Duration(seconds: text), "must be a number of seconds")
    case "cdn_lag": return set(\.settings.cdnLag, Duration(seconds: text), "must be a number of seconds")
    default: return "is no setting of the sandbox"
    }
  }

  private mutating func set<Value>(
    _ setting: WritableKeyPath<Sandbox, Value>, _ value: Value?, _ complaint: String
  ) -> String? {
    guard let value else { return complaint }
    self[keyPath: setting] = value
    return nil
  }

  private static func truth(_ text: String) -> Bool? { ["true": true, "false": false][text] }
}

extension Duration {
  /// As people write it: `2`, `0.5`, `2s`, `1.5s`, `300ms`. Nil for anything else, and for what is negative.
  init?(seconds text: String) {
    let isMilliseconds = text.hasSuffix("ms")
    let digits = isMilliseconds ? text.dropLast(2) : text.hasSuffix("s") ? text.dropLast() : text[...]
    guard let number = Double(digits), number.isFinite, (0...1e9).contains(number) else { return nil }
    self = .milliseconds(Int64((number * (isMilliseconds ? 1 : 1000)).rounded()))
  }
}
