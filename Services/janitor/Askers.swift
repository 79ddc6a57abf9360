import Shared

/// Who waits for an erasure or a sweep. They live as long as the process: after a start they have asked again.
struct Askers {
  /// An erasure that is not through by then is answered as it stands; whoever asked asks again.
  static let patience = Duration.milliseconds(800)

  let turn: Turn<Janitor>

  func add(_ request: Envelope.ID, for erasure: Erasure) throws {
    try turn.database.run(
      "INSERT INTO erasure_asker (request, owner, classes, since) VALUES (?, ?, ?, ?)",
      request, erasure.owner, erasure.name, turn.now)
  }

  func addForSweep(_ request: Envelope.ID) throws {
    try turn.database.run("INSERT INTO sweep_asker (request, erased) VALUES (?, 0)", request)
  }

  /// The erasures somebody has waited for long enough. Asked in the future means that the clock was set back.
  func impatient() throws -> [Erasure] {
    try turn.database.rows(
      "SELECT DISTINCT owner, classes FROM erasure_asker WHERE since <= ? OR since > ? ORDER BY owner, classes",
      turn.now - Self.patience, turn.now
    ).map(Erasure.init)
  }

  func isAwaited(_ erasure: Erasure) throws -> Bool {
    try turn.database.count(
      "SELECT COUNT(*) FROM erasure_asker WHERE owner = ? AND classes = ?", erasure.owner, erasure.name) > 0
  }

  func answer(_ erasure: Erasure, complete: Bool, remaining: Int) throws {
    let rows = try turn.database.rows(
      "SELECT request FROM erasure_asker WHERE owner = ? AND classes = ? ORDER BY request", erasure.owner, erasure.name)
    let reply = JanitorReply.erasure(complete: complete, remaining: remaining)
    for row in rows { turn.reply(reply, to: try row.identifier("request")) }
    try turn.database.run("DELETE FROM erasure_asker WHERE owner = ? AND classes = ?", erasure.owner, erasure.name)
  }

  func noteErased(_ copies: Int) throws {
    try turn.database.run("UPDATE sweep_asker SET erased = erased + ?", copies)
  }

  func answerSweep(silent: [ServiceName]) throws {
    let rows = try turn.database.rows("SELECT request, erased FROM sweep_asker ORDER BY request")
    for row in rows {
      turn.reply(.swept(erased: try row.int("erased"), due: [], silent: silent), to: try row.identifier("request"))
    }
    if !rows.isEmpty { try turn.database.run("DELETE FROM sweep_asker") }
  }

  func forgetAll() throws {
    try turn.database.run("DELETE FROM erasure_asker")
    try turn.database.run("DELETE FROM sweep_asker")
  }
}
