import Shared

/// The table of accounts that are being erased: for each, what the ledger must say of it and how far its erasure is.
struct Erasures {
  static let table = """
    CREATE TABLE erasure (
      account TEXT PRIMARY KEY, signed_up_at BIGINT NOT NULL, asked_at BIGINT NOT NULL, is_receipted BIGINT NOT NULL,
      step TEXT NOT NULL, tries BIGINT NOT NULL, next_try_at BIGINT NOT NULL
    );
    CREATE INDEX erasure_by_next_try ON erasure (next_try_at);
    """
  static let ledgerIndex = "CREATE INDEX erasure_by_receipt ON erasure (is_receipted, account);"
  /// So many erasures go on in one turn; the next takes on the rest.
  static let turnMax = 100

  /// One row.
  struct Erasure: Equatable {
    let account: Account.ID
    let signedUpAt: Moment
    /// Also when the person's data was deleted.
    let askedAt: Moment
    var isReceipted = false
    var machine: AccountErasure
  }

  let database: Database

  func add(_ erasure: Erasure) throws {
    try database.run(
      """
      INSERT INTO erasure (account, signed_up_at, asked_at, is_receipted, step, tries, next_try_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      erasure.account, erasure.signedUpAt, erasure.askedAt, erasure.isReceipted, erasure.machine.step.rawValue,
      erasure.machine.tries, erasure.machine.nextTryAt)
  }

  func find(_ account: Account.ID) throws -> Erasure? {
    try database.row("SELECT * FROM erasure WHERE account = ?", account).map(Erasure.init)
  }

  func all() throws -> [Erasure] {
    try database.rows("SELECT * FROM erasure ORDER BY account").map(Erasure.init)
  }

  func due(now: Moment) throws -> [Erasure] {
    try database.rows(
      "SELECT * FROM erasure WHERE next_try_at <= ? ORDER BY next_try_at, account LIMIT ?", now, Self.turnMax
    ).map(Erasure.init)
  }

  /// Those without a receipt, by account, after `after`: the ledger.
  func unreceipted(after: Copy.ID?, most: Int) throws -> [Erasure] {
    try database.rows(
      "SELECT * FROM erasure WHERE is_receipted = 0 AND account > ? ORDER BY account LIMIT ?", after?.text ?? "", most
    ).map(Erasure.init)
  }

  func unreceiptedCount() throws -> Int {
    try database.count("SELECT COUNT(*) FROM erasure WHERE is_receipted = 0")
  }

  func update(_ erasure: Erasure) throws {
    try database.run(
      "UPDATE erasure SET step = ?, tries = ?, next_try_at = ? WHERE account = ?", erasure.machine.step.rawValue,
      erasure.machine.tries, erasure.machine.nextTryAt, erasure.account)
  }

  func noteReceipt(of account: Account.ID) throws {
    try database.run("UPDATE erasure SET is_receipted = 1 WHERE account = ?", account)
  }

  func delete(_ account: Account.ID) throws {
    try database.run("DELETE FROM erasure WHERE account = ?", account)
  }
}

extension Erasures.Erasure {
  init(_ row: SQLRow) throws {
    account = try row.identifier("account")
    signedUpAt = try row.moment("signed_up_at")
    askedAt = try row.moment("asked_at")
    isReceipted = try row.bool("is_receipted")
    machine = AccountErasure(
      step: try row.name("step"), tries: try row.int("tries"), nextTryAt: try row.moment("next_try_at"))
  }
}
