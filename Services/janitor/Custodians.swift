import Shared

/// The processes that hold copies, or have them held: when each was last swept, and whether it answers.
struct Custodians {
  /// In the order in which they are asked.
  static let all: [ServiceName] = [.uploadStore, .astriaBridge, .account]

  let turn: Turn<Janitor>

  /// - Returns: whether it had been silent.
  func answered(_ custodian: ServiceName) throws -> Bool {
    guard try state(of: custodian)?.silentSince != nil else { return false }
    try turn.database.run(
      """
      UPDATE custodian SET silent_since = NULL, silences = 0, asked_again = NULL, other_contract = 0 WHERE name = ?
      """, custodian.rawValue)
    return true
  }

  /// Silent since the first time, until it answers. Many answers that stay away at once are one silence.
  func wasSilent(_ custodian: ServiceName) throws {
    guard try mayBeAsked(custodian) else { return }
    let row = try turn.database.row("SELECT silences FROM custodian WHERE name = ?", custodian.rawValue)
    let silences = try row?.int("silences") ?? 0
    try turn.database.run(
      """
      INSERT INTO custodian (name, silent_since, still_readable, silences, asked_again) VALUES (?, ?, 0, ?, ?)
      ON CONFLICT (name) DO UPDATE SET silent_since = COALESCE(custodian.silent_since, excluded.silent_since),
        silences = excluded.silences, asked_again = excluded.asked_again
      """, custodian.rawValue, turn.now, silences + 1, turn.now + Self.rest(after: silences))
  }

  func keepsAnotherContract(_ custodian: ServiceName) throws {
    try wasSilent(custodian)
    try turn.database.run("UPDATE custodian SET other_contract = 1 WHERE name = ?", custodian.rawValue)
  }

  /// Whoever is silent is asked again soon at first, then less and less often.
  static let restMax = Duration.seconds(60)

  private static func rest(after silences: Int) -> Duration { min(.seconds(1 << min(silences, 6)), restMax) }

  /// A rest longer than any was begun by a clock that has been set back since.
  func mayBeAsked(_ custodian: ServiceName) throws -> Bool {
    try turn.database.count(
      "SELECT COUNT(*) FROM custodian WHERE name = ? AND asked_again > ? AND asked_again <= ?", custodian.rawValue,
      turn.now, turn.now + Self.restMax) == 0
  }

  /// All may be asked at once, silent or not.
  func endRests() throws { try turn.database.run("UPDATE custodian SET silences = 0, asked_again = NULL") }

  func silent() throws -> [ServiceName] {
    try turn.database.rows("SELECT name FROM custodian WHERE silent_since IS NOT NULL ORDER BY name").map {
      try $0.name("name")
    }
  }

  /// How a custodian stands; `nil` if nothing was ever heard of it.
  struct State {
    var silentSince: Moment?
    /// The earliest must-be-gone-by that has passed: of what could not be erased in the last sweep, or of what the
    /// custodian itself counts.
    var backlogSince: Moment?
    /// How many copies could be read at the end of the last sweep although they had been deleted again and again.
    var readableLeft: Int
    var keepsAnotherContract: Bool
  }

  func state(of custodian: ServiceName) throws -> State? {
    try turn.database.row("SELECT * FROM custodian WHERE name = ?", custodian.rawValue).map { row in
      State(
        silentSince: try row.ifPresent("silent_since", row.moment),
        backlogSince: try [row.ifPresent("backlog_since", row.moment), Stocktaking(turn: turn).overdue(at: custodian)]
          .compactMap { $0 }.min(),
        readableLeft: try row.int("readable_left"),
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

  /// Receipts were written for entries whose bytes were not there.
  func noteOrphans(_ orphans: Int, at custodian: ServiceName) throws {
    guard orphans > 0 else { return }
    try turn.database.run(
      """
      INSERT INTO custodian (name, still_readable, orphans) VALUES (?, 0, ?)
      ON CONFLICT (name) DO UPDATE SET orphans = custodian.orphans + excluded.orphans
      """, custodian.rawValue, orphans)
  }

  /// For `status`: each where there were any.
  static func counts(_ database: Database) throws -> [String: Int] {
    let rows = try database.rows("SELECT name, orphans FROM custodian WHERE orphans > 0")
    return try Dictionary(
      uniqueKeysWithValues: rows.map { ("orphans \(try $0.text("name"))", try $0.int("orphans")) })
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
