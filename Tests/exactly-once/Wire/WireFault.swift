import TestSupport

/// What a bad wire can do to a message.
enum WireFault: Sendable {
  case none
  case drop
  /// Its copy goes on after so many later ones.
  case duplicate(after: Int)
  /// It goes on after so many later ones.
  case overtaken(by: Int)
  /// It waits, and all behind it.
  case delay(milliseconds: Int)
  /// The connection ends in the middle of one of its frames.
  case cut

  var name: String { String("\(self)".prefix { $0.isLetter }) }
}

enum WireDirection: Sendable { case toServer, toClient }

/// Decides about each message. Each direction of each connection draws from a sequence of its own.
typealias WireFaults = @Sendable (WireMessage, WireDirection, inout Seeded) -> WireFault

/// How many messages of a thousand meet which fault.
struct WireFaultRates {
  var drop = 0
  var duplicate = 0
  var overtaken = 0
  var delay = 0
  var cut = 0

  func decide(_ message: WireMessage, _ direction: WireDirection, _ random: inout Seeded) -> WireFault {
    let faults: [(Int, (inout Seeded) -> WireFault)] = [
      (drop, { _ in .drop }), (duplicate, { .duplicate(after: .random(in: 0...4, using: &$0)) }),
      (overtaken, { .overtaken(by: .random(in: 1...4, using: &$0)) }),
      (delay, { .delay(milliseconds: .random(in: 1...40, using: &$0)) }), (cut, { _ in .cut }),
    ]
    var drawn = Int.random(in: 0..<1000, using: &random)
    for (rate, fault) in faults {
      if drawn < rate { return fault(&random) }
      drawn -= rate
    }
    return .none
  }
}
