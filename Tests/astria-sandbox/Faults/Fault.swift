import Shared

/// Something that goes wrong on purpose: what, to whom, and how often.
struct Fault: Sendable, Equatable {
  enum What: Sendable, Equatable {
    /// On every route where none is named.
    case request(RequestFault, on: Route?)
    case callback(CallbackFault)
    case prompt(PromptFault)
    case tune(TuneFault)
  }

  let what: What
  /// What a 429 tells the caller to wait, in seconds.
  var retryAfter: Int?
  /// How slow `slow` is.
  var delay: Duration?
  /// How many `fewer` are.
  var images: Int?
  /// So many are spared first.
  var after = 0
  /// It strikes no more than these; absent, for ever.
  var times: Int?
  /// Of a thousand that it could strike, how many it does. Which ones follows from the seed alone.
  var thousandths = 1000
  var seed = 0
  private(set) var seen = 0
  private(set) var struck = 0

  init(_ what: What) { self.what = what }

  /// Sees one more that it could strike.
  /// - Parameter isFirst: no other fault strikes this one.
  /// - Returns: whether it does.
  mutating func strikes(isFirst: Bool) -> Bool {
    seen += 1
    guard isFirst, seen > after, times.map({ struck < $0 }) ?? true, Self.draw(seed, seen) < thousandths else {
      return false
    }
    struck += 1
    return true
  }

  /// A number below a thousand that looks random and is not (SplitMix64).
  private static func draw(_ seed: Int, _ number: Int) -> Int {
    var mixed = UInt64(truncatingIfNeeded: seed) &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ mixed >> 31) % 1000)
  }
}

/// What can happen to a callback; decided when it is asked for.
enum CallbackFault: String, Sendable, CaseIterable {
  case lost
  case twice
  /// Before the answer to the request that asked for it: it is done at once.
  case early
  /// Only after the next one.
  case outOfOrder = "out-of-order"
  /// Beside the true one, and before it, goes one with foreign ids.
  case forged
  /// The fields without `tune` or `prompt` around them.
  case flat
}

/// What can happen to a prompt; decided when it is created.
enum PromptFault: String, Sendable, CaseIterable {
  /// It is never settled.
  case never
  /// Of the images asked for, some are missing.
  case fewer
}

/// What can happen to a training; decided when it is asked for.
enum TuneFault: String, Sendable, CaseIterable {
  /// It never ends.
  case never
  /// It ends without a result. Nothing shows that at Astria, except that prompts that waited for it fail.
  case fails
}
