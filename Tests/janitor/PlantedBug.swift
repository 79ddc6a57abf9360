/// A promise that did not hold, with what led to it.
struct BrokenPromise: Error, CustomStringConvertible {
  let promise: String
  let seed: UInt64
  let step: Int
  let sentence: String
  let lastEvents: [String]

  var description: String {
    "\(promise) broken, seed \(seed), step \(step): \(sentence)\n" + lastEvents.joined(separator: "\n")
  }
}

/// Something that is wrong on purpose, to show that the checks can fail.
enum PlantedBug: CaseIterable {
  /// A destroyed key comes back.
  case keySurvives
  /// Where the custodian could not look, the janitor is told that nothing was found.
  case blindnessTakenForGone
  /// A copy of somebody else is erased along.
  case neighbourErased
  /// The last receipt disappears.
  case receiptTornOut
  /// An erasure is not begun.
  case errandForgotten

  var promise: String {
    switch self {
    case .keySurvives: "P1"
    case .blindnessTakenForGone: "P10"
    case .neighbourErased: "P9"
    case .receiptTornOut: "P11"
    case .errandForgotten: "P3"
    }
  }
}
