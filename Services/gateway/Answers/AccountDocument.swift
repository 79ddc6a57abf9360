import Shared

/// An account as its person sees it.
struct AccountDocument: Encodable, Sendable {
  struct Consent: Encodable, Sendable {
    var policyVersion: Int
    var agreedAt: Moment
    /// Whether that is the version in force.
    var isCurrent: Bool
  }

  var id: Account.ID
  var name: Personal<String>
  var email: Personal<String>
  var consent: Consent
  var adultStatedAt: Moment

  init(_ view: AccountView, _ contract: RetentionContract) {
    id = view.id
    name = view.name
    email = view.email
    consent = Consent(
      policyVersion: view.policyVersion, agreedAt: view.consentedAt,
      isCurrent: view.policyVersion == contract.version)
    adultStatedAt = view.adultStatedAt
  }
}

/// The answer to a sign-up. The token is shown this once.
struct SignedUpDocument: Encodable, Sendable {
  var account: AccountDocument
  var accessToken: AccessToken
}

/// An account whose erasure has begun: its tokens are dead, and nobody can read it any more.
struct AccountErasureDocument: Encodable, Sendable {
  enum State: String, Encodable, Sendable { case erasing }

  var id: Account.ID
  var state = State.erasing
  /// Nothing of it exists after this.
  var deadline: Moment
}
