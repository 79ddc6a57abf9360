import Shared

/// The processes that hold copies, or have them held: when each was last swept, and whether it answers.
struct Custodians {
  /// In the order in which they are asked.
  static let all: [ServiceName] = [.uploadStore, .astriaBridge, .account]

  let turn: Turn<Janitor>

  func answered(_ custodian: ServiceName) throws {
    try turn.database.run(
      "UPDATE custodian SET silent_since = NULL WHERE name = ? AND silent_since IS NOT NULL", custodian.rawValue)
  }

  /// Silent since the first time, until it answers.
  func wasSilent(_ custodian: ServiceName) throws {
    try turn.database.run(
      """
      INSERT INTO custodian (name, silent_since, still_readable) VALUES (?, ?, 0)
      ON CONFLICT (name) DO UPDATE SET silent_since = COALESCE(custodian.silent_since, excluded.silent_since)
      """, custodian.rawValue, turn.now)
  }

  func silent() throws -> [ServiceName] {
    try turn.database.rows("SELECT name FROM custodian WHERE silent_since IS NOT NULL ORDER BY name").map {
      try $0.name("name")
    }
  }

  func silentSince(_ custodian: ServiceName) throws -> Moment? {
    let row = try turn.database.row("SELECT silent_since FROM custodian WHERE name = ?", custodian.rawValue)
    return try row?.ifPresent("silent_since") { try row?.moment($0) } ?? nil
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
