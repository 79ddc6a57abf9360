import Shared

/// The titles of our tunes at Astria: this bridge's mark, and the tune's id in its ledger. They say nothing about
/// anybody, and of each tune that Astria lists they tell whether it is ours, and which.
struct TuneTitle {
  /// Letters and digits. Two bridges that share an account at Astria need different ones.
  let mark: String

  func text(of tune: Copy.ID) -> String { "\(mark)-\(tune)" }

  /// `nil` for every title that no bridge with this mark gives.
  func tune(in title: String) -> Copy.ID? {
    let start = "\(mark)-"
    return title.hasPrefix(start) ? Copy.ID(String(title.dropFirst(start.count))) : nil
  }

  static func isMark(_ text: String) -> Bool {
    (1...20).contains(text.utf8.count) && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
  }
}
