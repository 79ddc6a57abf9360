import Shared

/// Who may, and what they agreed to. It knows people and no photo.
struct AccountService: Service {
  typealias Request = AccountRequest
  typealias Effect = AccountEffect
  typealias Outcome = AccountOutcome
  typealias Object = NoObject

  struct Settings: Codable, Sendable {
    let contract: RetentionContract
  }

  static let tables = [People.table, AccessTokens.table, Erasures.table, Erasures.ledgerIndex, RevivalCheck.table]
  static let listPage = 25

  let settings: Settings
  var policyVersion: Int { settings.contract.version }

  init(replaying settings: Settings) { self.settings = settings }

  func handle(_ event: Event<Self>, _ turn: Turn<Self>) throws {
    switch event {
    case .started:
      try resumeErasures(turn)
      try beginRevivalCheck(turn)
    case .ticked:
      try tokens(turn).deleteExpired(now: turn.now)
      try continueErasures(turn)
      try continueRevivalCheck(turn)
    case .request(let request, let asker): turn.reply(try answer(request, turn), to: asker.id)
    case .outcome(.ran(let report)): try proceed(report, turn)
    case .outcome(.foundErased(let erased, let page)): try foundErased(erased, among: page, turn)
    case .outcome(.notAnswered): try triedInVain(turn)
    }
  }

  func counts(_ database: Database) throws -> [String: Int] {
    [
      "accounts": try database.count("SELECT COUNT(*) FROM person"),
      "accessTokens": try database.count("SELECT COUNT(*) FROM access_token"),
      "erasing": try database.count("SELECT COUNT(*) FROM erasure"),
      "revived": try database.count("SELECT SUM(revived) FROM revival_check"),
    ]
  }

  func tokens(_ turn: Turn<Self>) -> AccessTokens {
    AccessTokens(database: turn.database, idleMax: settings.contract.row(.accessToken).mustBeGoneBy.duration)
  }

  private func answer(_ request: AccountRequest, _ turn: Turn<Self>) throws -> AccountReply {
    switch request {
    case .create(let name, let email, let version): try signUp(name, email, version, turn)
    case .identify(let token): try identify(token, turn)
    case .show(let account): .account(try person(account, turn))
    case .consent(let account, let version): try consent(account, version, turn)
    case .signOut(let token): try signOut(token, turn)
    case .erase(let account): try erase(account, turn)
    case .list(let after): try list(after, turn)
    case .custodian(let request): .custodian(try answer(request, turn))
    }
  }
}

/// Something to ask another process. Ids only, for it is recorded.
enum AccountEffect: Codable, Sendable, Hashable {
  case run(AccountErasure.Errand)
  /// The janitor, which of these people were erased before.
  case findErased([Account.ID])
}

/// What came of an effect.
enum AccountOutcome: Codable, Sendable, Hashable {
  case ran(AccountErasure.Report)
  /// - among: those asked about.
  case foundErased([Account.ID], among: [Account.ID])
  /// The janitor does not say now who was erased.
  case notAnswered
}
