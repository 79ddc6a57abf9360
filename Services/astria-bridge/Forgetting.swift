import Shared

/// The table of accounts that are being forgotten.
struct Forgetting {
  static let table = "CREATE TABLE forgetting (account TEXT PRIMARY KEY, next_try_at BIGINT NOT NULL);"

  let database: Database

  func add(_ account: Account.ID, at now: Moment) throws {
    try database.run(
      "INSERT INTO forgetting (account, next_try_at) VALUES (?, ?) ON CONFLICT (account) DO NOTHING", account, now)
  }

  func contains(_ account: Account.ID) throws -> Bool {
    try database.count("SELECT COUNT(*) FROM forgetting WHERE account = ?", account) > 0
  }

  func all() throws -> [Account.ID] {
    try database.rows("SELECT account FROM forgetting ORDER BY account").map { try $0.identifier("account") }
  }

  func due(now: Moment) throws -> [Account.ID] {
    try database.rows("SELECT account FROM forgetting WHERE next_try_at <= ? ORDER BY account", now)
      .map { try $0.identifier("account") }
  }

  func wait(_ account: Account.ID, until moment: Moment) throws {
    try database.run("UPDATE forgetting SET next_try_at = ? WHERE account = ?", moment, account)
  }

  /// What was under way died with the process.
  func hasten(to now: Moment) throws { try database.run("UPDATE forgetting SET next_try_at = ?", now) }

  func remove(_ account: Account.ID) throws {
    try database.run("DELETE FROM forgetting WHERE account = ?", account)
  }
}

// All photosessions of the account are ended and erased; then the janitor forgets whose their receipts were; then the
// rows go.
extension Bridge {
  /// The janitor answers within this time, or is asked again.
  static let forgetMax = Duration.seconds(30)
  private static let forgetPause = Duration.seconds(1)

  func forget(_ account: Account.ID, _ asker: Asker, _ turn: Turn<Self>) throws {
    try Askers(database: turn.database).add(asker.id, forgetting: account)
    try Forgetting(database: turn.database).add(account, at: turn.now)
    for row in try Photosessions(database: turn.database).of(account) {
      try feed(.cancelled(.accountErasure), to: row, turn)
    }
    try proceedForgetting(turn)
  }

  func proceedForgetting(_ turn: Turn<Self>) throws {
    for account in try Forgetting(database: turn.database).due(now: turn.now) {
      let rows = try Photosessions(database: turn.database).of(account)
      if rows.isEmpty {
        try forgot(account, true, turn)
      } else if rows.allSatisfy({ $0.training.state == .erased }) {
        turn.perform(.forget(account, rows.map { Owner.ID($0.training.photosession) }))
        try Forgetting(database: turn.database).wait(account, until: turn.now + Self.forgetMax)
      }
    }
  }

  func forgot(_ account: Account.ID, _ isDone: Bool, _ turn: Turn<Self>) throws {
    guard isDone else {
      return try Forgetting(database: turn.database).wait(account, until: turn.now + Self.forgetPause)
    }
    try Photosessions(database: turn.database).delete(of: account)
    try Forgetting(database: turn.database).remove(account)
    turn.leavesNoTrace()
    for request in try Askers(database: turn.database).takeForgetting(account) { turn.reply(.forgotten, to: request) }
  }
}
