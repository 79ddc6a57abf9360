/// What can happen to a request.
enum RequestFault: Sendable, Equatable {
  /// Nothing is executed.
  case refused(Refusal)
  /// Nothing is executed, and nothing answers until the caller gives up.
  case hang
  /// Executed and answered as ever, but late: until then the body is not even read.
  case slow
  /// Executed, but the caller does not learn what came of it.
  case spoiled(Spoiling)

  enum Refusal: String, Sendable, CaseIterable {
    case denied = "401"
    case blocked = "403"
    case fields = "422-fields"
    case error = "422-error"
    case empty = "422-empty"
    case notEnoughBalance = "not-enough-balance"
    case tooMany = "429"
    case broken = "500"
    case unavailable = "503"
  }

  enum Spoiling: String, Sendable, CaseIterable {
    /// The gateway has waited long enough and says so.
    case timedOut = "504-after"
    /// The connection is closed instead of an answer.
    case lost
    /// The connection is closed in the middle of the body.
    case truncated
    /// The status without the body.
    case empty
    /// The status with a page instead of JSON.
    case html
  }
}

extension RequestFault: RawRepresentable, CaseIterable {
  static let allCases =
    Refusal.allCases.map(RequestFault.refused) + [.hang, .slow] + Spoiling.allCases.map(RequestFault.spoiled)

  init?(rawValue: String) {
    guard let fault = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = fault
  }

  var rawValue: String {
    switch self {
    case .refused(let refusal): refusal.rawValue
    case .hang: "hang"
    case .slow: "slow"
    case .spoiled(let spoiling): spoiling.rawValue
    }
  }
}
