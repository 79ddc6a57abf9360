import Foundation

/// A regular expression that has been checked when it was written.
struct Pattern: Sendable {
  private let expression: NSRegularExpression

  init(_ text: String) {
    do { expression = try NSRegularExpression(pattern: text) } catch { preconditionFailure("\(text): \(error)") }
  }

  func occurs(in text: String) -> Bool {
    expression.firstMatch(in: text, range: Self.whole(text)) != nil
  }

  /// What the group in parentheses matched, at each occurrence; without a group, the whole match.
  func all(in text: String) -> [String] {
    let group = min(1, expression.numberOfCaptureGroups)
    return expression.matches(in: text, range: Self.whole(text)).compactMap {
      Range($0.range(at: group), in: text).map { String(text[$0]) }
    }
  }

  func first(in text: String) -> String? { all(in: text).first }

  /// The text from the first occurrence on.
  func tail(of text: String) -> String? {
    expression.firstMatch(in: text, range: Self.whole(text)).flatMap { Range($0.range, in: text) }.map {
      String(text[$0.lowerBound...])
    }
  }

  private static func whole(_ text: String) -> NSRange { NSRange(text.startIndex..., in: text) }
}
