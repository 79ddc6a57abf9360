import Foundation
import Shared

/// What can be wrong with what a person typed when they signed up.
enum SignUpFlaw: UInt8 {
  case name = 1
  case email = 2

  /// In characters, as people count them.
  static let nameLength = 1...100
  /// One character may be made of any number of bytes; a name may not.
  static let nameBytesMax = 1000
  /// What the standard for mail allows.
  static let emailBytesMax = 254

  static func flaws(name: String, email: String) -> [SignUpFlaw] {
    (isName(name) ? [] : [.name]) + (isEmail(email) ? [] : [.email])
  }

  var refusal: Refusal {
    switch self {
    case .name:
      Refusal(.invalidField, "name: give 1 to \(Self.nameLength.upperBound) characters, without control characters.")
    case .email: Refusal(.invalidField, "email: give an address such as ann@example.com, without spaces.")
    }
  }

  private static func isName(_ text: String) -> Bool {
    nameLength.contains(text.trimmingCharacters(in: .whitespaces).count) && text.utf8.count <= nameBytesMax
      && !hasControlCharacters(text)
  }

  private static func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= emailBytesMax
      && !text.contains(where: \.isWhitespace) && !hasControlCharacters(text)
  }

  /// Line and paragraph separators count as such: they end a line where a name is shown.
  private static func hasControlCharacters(_ text: String) -> Bool {
    text.unicodeScalars.contains {
      switch $0.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator, .unassigned, .surrogate, .privateUse: true
      default: false
      }
    }
  }
}
