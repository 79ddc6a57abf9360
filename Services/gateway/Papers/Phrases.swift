import Shared

// How lengths of time and moments are said to people.

extension Duration {
  /// "11 h 58 min", "58 min 3 s", "12 s": the two largest units that matter.
  var phrase: String {
    let seconds = max(0, milliseconds) / 1000
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    let days = hours / 24
    if seconds == 0 { return "less than a second" }
    if days > 1 { return hours % 24 == 0 ? "\(days) days" : "\(days) days \(hours % 24) h" }
    if hours > 0 { return minutes == 0 ? "\(hours) h" : "\(hours) h \(minutes) min" }
    if minutes > 0 { return seconds % 60 == 0 ? "\(minutes) min" : "\(minutes) min \(seconds % 60) s" }
    return "\(seconds) s"
  }
}

extension Moment {
  /// "25 Nov 2026, 22:37 UTC".
  var phrase: String { "\(Day(self).phrase) \(description.prefix(4)), \(description.dropFirst(11).prefix(5)) UTC" }

  /// As a time element that says both.
  var markup: Markup { "<time datetime=\"\(description)\">\(phrase)</time>" }
}

extension Day {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"]

  /// "25 Nov".
  var phrase: String {
    let parts = description.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3, (1...12).contains(parts[1]) else { return description }
    return "\(parts[2]) \(Self.months[parts[1] - 1])"
  }
}

extension String {
  /// As it begins a sentence.
  var capitalFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension Int {
  /// "12,345".
  var phrase: String {
    let digits = String(magnitude)
    let groups = stride(from: digits.count, to: 0, by: -3).map { end in
      String(digits.prefix(end).suffix(3))
    }
    return (self < 0 ? "−" : "") + groups.reversed().joined(separator: ",")
  }

  /// "1 copy", "3 copies".
  func counting(_ one: String, _ many: String) -> String { "\(phrase) \(self == 1 ? one : many)" }
}
