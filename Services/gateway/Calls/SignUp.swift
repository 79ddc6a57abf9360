import Shared

/// What a person says of themselves when they sign up. The date of birth goes no further than this process.
struct SignUp: Codable, Sendable, Hashable {
  var name: Personal<String>
  var email: Personal<String>
  /// `YYYY-MM-DD`
  var dateOfBirth: Personal<String>
  var policyVersion: Int

  /// What looking at it found. A recording keeps this instead of the person's words.
  enum Finding: UInt8 {
    case fine, noName, noEmail, noDate, underAge
  }

  func finding(at now: Moment) -> Finding {
    guard let born = CalendarDay(dateOfBirth.revealed), born <= CalendarDay(now) else { return .noDate }
    if born.wholeYears(until: CalendarDay(now)) < SignUp.ageMin { return .underAge }
    if !Self.isName(name.revealed) { return .noName }
    if !Self.isAddress(email.revealed) { return .noEmail }
    return .fine
  }

  static let ageMin = 18

  private static func isName(_ text: String) -> Bool {
    (1...200).contains(text.utf8.count) && text.contains { !$0.isWhitespace } && !text.contains { $0.isNewline }
  }

  /// Whether a letter could be sent there is known only to whoever sends one; this finds slips of the finger.
  private static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return text.utf8.count <= 254 && parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
      && !text.contains { $0.isWhitespace || $0.isNewline }
  }
}

extension SignUp.Finding {
  var refusal: Refusal? {
    switch self {
    case .fine: nil
    case .noName: Refusal(.invalidField, "name must be 1 to 200 bytes on one line. Give the name to call you by.")
    case .noEmail: Refusal(.invalidField, "email is no e-mail address. Give one such as name@example.org.")
    case .noDate: Refusal(.invalidField, "dateOfBirth must be a day in the past, written as YYYY-MM-DD.")
    case .underAge:
      Refusal(.underAge, "Mayfly is for people of \(SignUp.ageMin) or older. Nothing that you sent was kept.")
    }
  }
}
