import Shared

// Becoming known, being recognised, leaving: what a person asks for while they have an account.
extension AccountService {
  /// A second sign-up with the same address makes a second account: an answer that differed would tell who is known
  /// here.
  func signUp(
    _ name: Personal<String>, _ email: Personal<String>, _ version: Int, _ turn: Turn<Self>
  ) throws -> AccountReply {
    try checkConsent(to: version)
    // A recording holds pseudonyms, whose flaws are others: so what was found is kept with it.
    let flaws = turn.computed { SignUpFlaw.flaws(name: name.revealed, email: email.revealed).map(\.rawValue) }
    if let flaw = flaws.compactMap(SignUpFlaw.init).first { throw flaw.refusal }
    let person = AccountView(
      id: turn.identifier(), name: name, email: email, policyVersion: version, consentedAt: turn.now,
      adultStatedAt: turn.now)
    try People(database: turn.database).add(person)
    let token = AccessToken(turn.secret().revealed.description)
    try tokens(turn).add(token, of: person.id, now: turn.now)
    return .created(person, token: token)
  }

  func identify(_ token: AccessToken, _ turn: Turn<Self>) throws -> AccountReply {
    guard let account = try tokens(turn).use(token, now: turn.now) else {
      throw Refusal(.unauthorized, "This access token is not or no longer valid. Sign in again.")
    }
    let consented = try person(account, turn).policyVersion
    return .identified(account: account, consentIsCurrent: consented == policyVersion)
  }

  func consent(_ account: Account.ID, _ version: Int, _ turn: Turn<Self>) throws -> AccountReply {
    try checkConsent(to: version)
    var person = try person(account, turn)
    person.policyVersion = version
    person.consentedAt = turn.now
    try People(database: turn.database).update(consentOf: person)
    return .account(person)
  }

  /// Also done when the token was not valid any more.
  func signOut(_ token: AccessToken, _ turn: Turn<Self>) throws -> AccountReply {
    try tokens(turn).delete(token)
    return .signedOut
  }

  func list(_ after: Account.ID?, _ turn: Turn<Self>) throws -> AccountReply {
    let people = try People(database: turn.database).page(after: after, most: Self.listPage)
    return .accounts(people, next: people.count == Self.listPage ? people.last?.id : nil)
  }

  func person(_ account: Account.ID, _ turn: Turn<Self>) throws -> AccountView {
    if let person = try People(database: turn.database).find(account) { return person }
    if let erasure = try Erasures(database: turn.database).find(account) {
      throw Refusal(.conflict, "This account is being erased: \(erasure.machine.step.progress).")
    }
    throw Refusal(.notFound, "There is no such account.")
  }

  private func checkConsent(to version: Int) throws {
    guard version == policyVersion else {
      throw Refusal(
        .consentOutdated, "The privacy policy in force is version \(policyVersion). Show it, and ask for consent to it."
      )
    }
  }
}
