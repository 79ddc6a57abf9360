import Shared

/// Requests that are answered in a later turn. They live as long as the process: after a start they are sent again.
struct Askers {
  static let table = """
    CREATE TABLE erasure_asker (request TEXT PRIMARY KEY, copies TEXT NOT NULL, since BIGINT NOT NULL);
    CREATE TABLE forget_asker (request TEXT PRIMARY KEY, account TEXT NOT NULL);
    """
  /// A custodian's erasure that is not through by then is answered as it stands; the janitor asks again.
  static let patience = Duration.milliseconds(2000)

  let database: Database

  func forgetAll() throws {
    try database.run("DELETE FROM erasure_asker")
    try database.run("DELETE FROM forget_asker")
  }

  // MARK: Erasures

  struct Erasing {
    let request: Envelope.ID
    let copies: [Copy.ID]
    let since: Moment
  }

  func add(_ request: Envelope.ID, erasing copies: [Copy.ID], now: Moment) throws {
    try database.run(
      "INSERT INTO erasure_asker (request, copies, since) VALUES (?, ?, ?)", request,
      copies.map(\.text).joined(separator: " "), now)
  }

  func erasing() throws -> [Erasing] {
    try database.rows("SELECT * FROM erasure_asker ORDER BY request").map { row in
      let copies = try row.text("copies").split(separator: " ").compactMap { Copy.ID(String($0)) }
      return Erasing(request: try row.identifier("request"), copies: copies, since: try row.moment("since"))
    }
  }

  func remove(erasing request: Envelope.ID) throws {
    try database.run("DELETE FROM erasure_asker WHERE request = ?", request)
  }

  // MARK: Accounts

  func add(_ request: Envelope.ID, forgetting account: Account.ID) throws {
    try database.run("INSERT INTO forget_asker (request, account) VALUES (?, ?)", request, account)
  }

  /// Those who wait for it, who then wait no more.
  func takeForgetting(_ account: Account.ID) throws -> [Envelope.ID] {
    let rows = try database.rows("SELECT request FROM forget_asker WHERE account = ? ORDER BY request", account)
    try database.run("DELETE FROM forget_asker WHERE account = ?", account)
    return try rows.map { try $0.identifier("request") }
  }
}
