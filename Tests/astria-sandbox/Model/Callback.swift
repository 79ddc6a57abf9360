import Shared

/// A message to the customer that something is done. It is sent once, unsigned, and never again.
struct Callback: Sendable {
  let number: Int
  let address: String
  let body: JSONValue
}

/// What is remembered of a callback.
struct Delivery: Sendable {
  enum Subject: String, Sendable {
    case tune, prompt
    /// All prompts of a pack's order.
    case prompts
  }

  /// Can become: `answered` or `failed`, once.
  enum State: Sendable, Equatable {
    case underWay
    case answered(status: Int)
    case failed(String)
  }

  let subject: Subject
  let id: Int
  let address: String
  let at: Moment
  let fault: CallbackFault?
  var state = State.underWay
}
