import Shared

/// The rehearsals in the store: the one under way, the last that succeeded and the last that failed; and when the next
/// begins by itself.
struct Rehearsals {
  static let table = """
    CREATE TABLE rehearsal (
      id TEXT PRIMARY KEY, started BIGINT NOT NULL, ended BIGINT, failed BIGINT, machine TEXT NOT NULL);
    CREATE TABLE rehearsal_plan (one BIGINT PRIMARY KEY CHECK (one = 1), next BIGINT NOT NULL,
      since BIGINT NOT NULL);
    """

  let database: Database

  /// The one whose account is not known to be gone yet.
  func underWay() throws -> Rehearsal? { try find("ended IS NULL ORDER BY started, id") }

  func lastSuccess() throws -> Rehearsal? { try find("ended IS NOT NULL AND failed IS NULL ORDER BY ended DESC, id") }

  /// Also one that still erases its account.
  func lastFailure() throws -> Rehearsal? { try find("failed IS NOT NULL ORDER BY failed DESC, id") }

  func save(_ rehearsal: Rehearsal) throws {
    let machine = String(decoding: try JSON.encode(rehearsal), as: UTF8.self)
    try database.run(
      """
      INSERT INTO rehearsal (id, started, ended, failed, machine) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET ended = excluded.ended, failed = excluded.failed, machine = excluded.machine
      """,
      rehearsal.id, rehearsal.startedAt, rehearsal.endedAt, rehearsal.failure?.at, machine)
    if rehearsal.endedAt != nil { try forgetOlder() }
  }

  private func forgetOlder() throws {
    let kept = try [lastSuccess(), lastFailure()].compactMap { $0?.id.text }
    for row in try database.rows("SELECT id FROM rehearsal WHERE ended IS NOT NULL") {
      let id = try row.text("id")
      if !kept.contains(id) { try database.run("DELETE FROM rehearsal WHERE id = ?", id) }
    }
  }

  private func find(_ condition: String) throws -> Rehearsal? {
    try database.row("SELECT machine FROM rehearsal WHERE \(condition) LIMIT 1").map { row in
      try JSON.decode(Rehearsal.self, Array(row.text("machine").utf8))
    }
  }

  // MARK: The plan

  func next() throws -> Moment? { try database.row("SELECT next FROM rehearsal_plan")?.moment("next") }

  func plan(_ next: Moment, at now: Moment) throws {
    try database.run(
      """
      INSERT INTO rehearsal_plan (one, next, since) VALUES (1, ?, ?)
      ON CONFLICT (one) DO UPDATE SET next = excluded.next
      """, next, now)
  }

  // MARK: What an alarm is about

  enum Lack: Hashable {
    /// The last one failed, and none has succeeded since.
    case failed(Rehearsal.Failure)
    /// None has succeeded for so long that it cannot be chance.
    case missing(since: Moment)
  }

  /// How many in a row may be missing before it is said.
  static let missingMax = 3

  /// - Parameter interval: how often they begin by themselves; without one, none is missed.
  func lack(_ interval: Duration?, at now: Moment) throws -> Lack? {
    let success = try lastSuccess()?.endedAt
    if let failure = try lastFailure()?.failure, success.map({ $0 < failure.at }) ?? true { return .failed(failure) }
    guard let interval, let planned = try database.row("SELECT since FROM rehearsal_plan")?.moment("since") else {
      return nil
    }
    let last = success ?? planned
    return last + interval * Self.missingMax < now ? .missing(since: last) : nil
  }
}

/// How often rehearsals begin by themselves, and how long one may take.
struct RehearsalSettings: Codable, Sendable, Hashable {
  /// Only when asked for, if absent.
  var intervalSeconds: Int?
  var boundSeconds = 900

  var interval: Duration? { intervalSeconds.map { .seconds($0) } }
}
