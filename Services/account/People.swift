import Shared

/// The table of people: all that is known of each.
struct People {
  static let table = """
    CREATE TABLE person (
      account TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, policy_version BIGINT NOT NULL,
      consented_at BIGINT NOT NULL, adult_stated_at BIGINT NOT NULL
    );
    """

  let database: Database

  func add(_ person: AccountView) throws {
    try database.run(
      """
      INSERT INTO person (account, name, email, policy_version, consented_at, adult_stated_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      person.id, person.name.revealed, person.email.revealed, person.policyVersion, person.consentedAt,
      person.adultStatedAt)
  }

  func find(_ account: Account.ID) throws -> AccountView? {
    try database.row("SELECT * FROM person WHERE account = ?", account).map(AccountView.init)
  }

  /// By id, those after `after`.
  func page(after: Account.ID?, most: Int) throws -> [AccountView] {
    try database.rows(
      "SELECT * FROM person WHERE account > ? ORDER BY account LIMIT ?", after?.text ?? "", most
    ).map(AccountView.init)
  }

  func ids(after: Account.ID?, most: Int) throws -> [Account.ID] {
    try database.rows("SELECT account FROM person WHERE account > ? ORDER BY account LIMIT ?", after?.text ?? "", most)
      .map { try $0.identifier("account") }
  }

  func count() throws -> Int { try database.count("SELECT COUNT(*) FROM person") }

  func update(consentOf person: AccountView) throws {
    try database.run(
      "UPDATE person SET policy_version = ?, consented_at = ? WHERE account = ?", person.policyVersion,
      person.consentedAt, person.id)
  }

  /// The access tokens go with the person.
  func delete(_ account: Account.ID) throws {
    try database.run("DELETE FROM person WHERE account = ?", account)
  }
}

extension AccountView {
  init(_ row: SQLRow) throws {
    self.init(
      id: try row.identifier("account"), name: Personal(try row.text("name")), email: Personal(try row.text("email")),
      policyVersion: try row.int("policy_version"), consentedAt: try row.moment("consented_at"),
      adultStatedAt: try row.moment("adult_stated_at"))
  }
}
