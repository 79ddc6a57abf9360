public enum AccountRequest: ServiceRequest, Hashable {
  /// The sender has checked the age; only that it was stated is kept.
  case create(name: Personal<String>, email: Personal<String>, policyVersion: Int)
  case identify(token: AccessToken)
  /// `conflict` while it is being erased, with what is being done; `not-found` once nothing is left of it.
  case show(account: Account.ID)
  case consent(account: Account.ID, policyVersion: Int)
  case signOut(token: AccessToken)
  /// Deletes the person's data and revokes the access tokens at once; the photosessions' erasure goes on by itself.
  case erase(account: Account.ID)
  /// For operators.
  case list(after: Account.ID?)
  case custodian(CustodianRequest)

  public typealias Reply = AccountReply
  public static var schema: Int { 2 }
  public static let receiver = ServiceName.account

  public var callers: Set<ServiceName> {
    switch self {
    case .create, .identify, .show, .consent, .signOut, .erase: [.gateway]
    case .list: []
    case .custodian: [.janitor]
    }
  }

  public var isRead: Bool {
    switch self {
    case .identify, .show, .list: true
    case .create, .consent, .signOut, .erase: false
    case .custodian(let request): request.isRead
    }
  }
}

public enum AccountReply: Message, Hashable {
  public static var schema: Int { 2 }

  case created(AccountView, token: AccessToken)
  /// `consentIsCurrent`: whether they agreed to the policy version in force.
  case identified(account: Account.ID, consentIsCurrent: Bool)
  case account(AccountView)
  case accounts([AccountView], next: Account.ID?)
  case signedOut
  case erasing(account: Account.ID)
  case custodian(CustodianReply)
}

public struct AccountView: Codable, Sendable, Hashable {
  public var id: Account.ID
  public var name: Personal<String>
  public var email: Personal<String>
  public var policyVersion: Int
  public var consentedAt: Moment
  public var adultStatedAt: Moment

  public init(
    id: Account.ID, name: Personal<String>, email: Personal<String>, policyVersion: Int, consentedAt: Moment,
    adultStatedAt: Moment
  ) {
    self.id = id
    self.name = name
    self.email = email
    self.policyVersion = policyVersion
    self.consentedAt = consentedAt
    self.adultStatedAt = adultStatedAt
  }
}
