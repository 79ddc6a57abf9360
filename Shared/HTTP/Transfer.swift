import Synchronization

/// What the caller's tasks and the thread of libcurl share of one exchange. The thread fills and drains from one side
/// and never waits; the tasks await on the other. Both sides are bounded: who runs ahead is paused.
final class Transfer: Sendable {
  /// From here on (bytes) a streamed answer waits for its reader.
  static let highWater = 256 << 10

  typealias Waiter = CheckedContinuation<Void, Never>
  enum Answer: Sendable { case buffered(limit: Int), streamed }

  enum Sending { case open, complete, stopped }

  struct State {
    var head: HTTPHead?
    var received: [UInt8] = []
    var isReceivingPaused = false
    var outgoing: [UInt8] = []
    var offset = 0
    var sending = Sending.open
    var isSendingPaused = false
    /// The server has been asked for nothing before this is set: only then is the body opened.
    var hasBegun = false
    /// Why we ended it ourselves: counts for more than what libcurl then reports.
    var verdict: HTTPFailure?
    var outcome: Result<Void, HTTPFailure>?
    var reader: Waiter?
    var writer: Waiter?

    mutating func takeWriter() -> Waiter? {
      defer { writer = nil }
      return writer
    }

    mutating func takeReader() -> Waiter? {
      defer { reader = nil }
      return reader
    }
  }

  let request: HTTPRequest
  let address: HTTPAddress
  let answer: Answer
  let state: Mutex<State>

  init(_ request: HTTPRequest, to address: HTTPAddress, answer: Answer) {
    self.request = request
    self.address = address
    self.answer = answer
    var first = State()
    switch request.body {
    case .none: first.sending = .complete
    case .bytes(let bytes):
      first.outgoing = bytes
      first.sending = .complete
    case .stream: break
    }
    state = Mutex(first)
  }

  /// Nil where a stream does not know.
  var length: Int? {
    switch request.body {
    case .none: 0
    case .bytes(let bytes): bytes.count
    case .stream(let length, _): length
    }
  }

  /// Looks, and sleeps between two looks until the other side has changed something. What a look finds it may take
  /// along.
  func wait<Found: Sendable>(
    _ waiter: WritableKeyPath<State, Waiter?> & Sendable, until look: (inout State) -> Found?
  ) async -> Found {
    var found: Found?
    while true {
      await withCheckedContinuation { continuation in
        found = state.withLock { state in
          let found = look(&state)
          if found != nil { return found }
          precondition(state[keyPath: waiter] == nil, "each side of an exchange is awaited by one task at a time")
          state[keyPath: waiter] = continuation
          return nil
        }
        if found != nil { continuation.resume() }
      }
      if let found { return found }
    }
  }
}
