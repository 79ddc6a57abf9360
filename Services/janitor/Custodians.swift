import Shared

/// The processes that hold copies, or have them held: when each was last swept, and whether it answers.
struct Custodians {
  /// In the order in which they are asked.
  static let all: [ServiceName] = [.uploadStore, .astriaBridge, .account]

  let turn: Turn<Janitor>

  func answered(_ custodian: ServiceName) throws {
    try turn.database.run(
      """
      UPDATE custodian SET silent_since = NULL, other_contract = 0
      WHERE name = ? AND (silent_since IS NOT NULL OR other_contract = 1)
      """, custodian.rawValue)
  }

  /// Silent since the first time, until it answers.
  func wasSilent(_ custodian: ServiceName) throws {
    try turn.database.run(
      """
      INSERT INTO custodian (name, silent_since, still_readable) VALUES (?, ?, 0)
      ON CONFLICT (name) DO UPDATE SET silent_since = COALESCE(custodian.silent_since, excluded.silent_since)
      """, custodian.rawValue, turn.now)
  }

  func keepsAnotherContract(_ custodian: ServiceName) throws {
    try wasSilent(custodian)
    try turn.database.run("UPDATE custodian SET other_contract = 1 WHERE name = ?", custodian.rawValue)
  }

  func silent() throws -> [ServiceName] {
    try turn.database.rows("SELECT name FROM custodian WHERE silent_since IS NOT NULL ORDER BY name").map {
      try $0.name("name")
    }
  }

  /// How a custodian stands; `nil` if nothing was ever heard of it.
  struct State {
    var silentSince: Moment?
    /// The earliest must-be-gone-by that has passed of what could not be erased in the last sweep.
    var backlogSince: Moment?
    /// How many copies could be read at the end of the last sweep although they had been deleted again and again.
    var readableLeft: Int
    var keepsAnotherContract: Bool
  }

  func state(of custodian: ServiceName) throws -> State? {
    try turn.database.row("SELECT * FROM custodian WHERE name = ?", custodian.rawValue).map { row in
      State(
        silentSince: try row.ifPresent("silent_since", row.moment),
        backlogSince: try row.ifPresent("backlog_since", row.moment), readableLeft: try row.int("readable_left"),
        keepsAnotherContract: try row.bool("other_contract"))
    }
  }

  /// What a sweep through its whole ledger left.
  func noteLeft(_ pass: Errand.Pass, at custodian: ServiceName) throws {
    try turn.database.run(
      """
      UPDATE custodian SET backlog_since = ?, readable_left = ?
      WHERE name = ? AND (backlog_since IS DISTINCT FROM ? OR readable_left <> ?)
      """, pass.oldestLeft, pass.readableLeft, custodian.rawValue, pass.oldestLeft, pass.readableLeft)
  }

  func noteReadable(_ copies: Int, at custodian: ServiceName) throws {
    try turn.database.run(
      """
      INSERT INTO custodian (name, still_readable) VALUES (?, ?)
      ON CONFLICT (name) DO UPDATE SET still_readable = custodian.still_readable + excluded.still_readable
      """, custodian.rawValue, copies)
  }

  func noteSweep(_ custodian: ServiceName) throws {
    try turn.database.run(
      """
      INSERT INTO custodian (name, swept, still_readable) VALUES (?, ?, 0)
      ON CONFLICT (name) DO UPDATE SET swept = excluded.swept
      """, custodian.rawValue, turn.now)
  }

  /// Never swept, or longer ago than `interval`. A sweep in the future means that the clock was set back: then at once.
  func isSweepDue(_ custodian: ServiceName, interval: Duration) throws -> Bool {
    let row = try turn.database.row("SELECT swept FROM custodian WHERE name = ?", custodian.rawValue)
    guard let row, !row.isNull("swept") else { return true }
    let swept = try row.moment("swept")
    return swept > turn.now || turn.now - swept >= interval
  }
}

extension Custodian {
  /// Whom to ask about copies there; `nil` for what the janitor does not erase on request.
  var service: ServiceName? {
    switch self {
    case .uploadStore: .uploadStore
    case .astria, .astriaBridge: .astriaBridge
    case .account: .account
    case .janitor, .everyService: nil
    }
  }
}
