import Shared

/// Who may, and what they agreed to. It knows people and no photo.
struct AccountService: Service {
  typealias Request = AccountRequest
  typealias Effect = AccountErasure.Errand
  typealias Outcome = AccountErasure.Report
  typealias Object = NoObject

  struct Settings: Codable, Sendable {
    let contract: RetentionContract
  }

  static let tables = [People.table, AccessTokens.table, Erasures.table, Erasures.ledgerIndex]
  static let listPage = 25

  let settings: Settings
  var policyVersion: Int { settings.contract.version }

  init(replaying settings: Settings) { self.settings = settings }

  func handle(_ event: Event<Self>, _ turn: Turn<Self>) throws {
    switch event {
    case .started: try resumeErasures(turn)
    case .ticked:
      try tokens(turn).deleteExpired(now: turn.now)
      try continueErasures(turn)
    case .request(let request, let asker): turn.reply(try answer(request, turn), to: asker.id)
    case .outcome(let report): try proceed(report, turn)
    }
  }

  func counts(_ database: Database) throws -> [String: Int] {
    [
      "accounts": try database.count("SELECT COUNT(*) FROM person"),
      "accessTokens": try database.count("SELECT COUNT(*) FROM access_token"),
      "erasing": try database.count("SELECT COUNT(*) FROM erasure"),
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
