import Shared

/// The checkpoints that are kept: one for each day, and those asked for. Each is also filed outside of the database,
/// where a restored one does not reach it.
struct Checkpoints {
  /// How far filing has come.
  private enum Filing {
    static let wanted = 0
    static let underWay = 1
    static let done = 2
  }

  let turn: Turn<Janitor>
  let receipts: Receipts

  /// What was under way when the process ended is begun again.
  func start() throws {
    try turn.database.run("UPDATE checkpoint SET filed = ? WHERE filed = ?", Filing.wanted, Filing.underWay)
    try tick()
  }

  /// The first tick of a day finds none of that day.
  ///
  /// - Returns: whether it is that one.
  @discardableResult
  func tick() throws -> Bool {
    let isFirst = try turn.database.count("SELECT COUNT(*) FROM checkpoint WHERE day = ?", "\(Day(turn.now))") == 0
    if isFirst { _ = try make() }
    try fileNext()
    return isFirst
  }

  func make() throws -> Checkpoint {
    let checkpoint = try receipts.checkpoint()
    try turn.database.run(
      """
      INSERT INTO checkpoint (made, day, size, note, filed) VALUES (?, ?, ?, ?, ?) ON CONFLICT (made) DO UPDATE
        SET size = excluded.size, note = excluded.note, filed = excluded.filed
      """, checkpoint.madeAt, "\(Day(checkpoint.madeAt))", checkpoint.size, checkpoint.note, Filing.wanted)
    return checkpoint
  }

  func newest() throws -> Checkpoint? {
    try turn.database.row("SELECT note, made FROM checkpoint ORDER BY made DESC LIMIT 1").map(checkpoint)
  }

  func wasFiled(_ madeAt: Moment, isDone: Bool) throws {
    try turn.database.run(
      "UPDATE checkpoint SET filed = ? WHERE made = ?", isDone ? Filing.done : Filing.wanted, madeAt)
    if isDone { try fileNext() }
  }

  /// One at a time and in order, so that the file of the latest is the latest.
  func fileNext() throws {
    guard try turn.database.count("SELECT COUNT(*) FROM checkpoint WHERE filed = ?", Filing.underWay) == 0 else {
      return
    }
    let row = try turn.database.row(
      "SELECT note, made FROM checkpoint WHERE filed = ? ORDER BY made LIMIT 1", Filing.wanted)
    guard let next = try row.map(checkpoint) else { return }
    try turn.database.run("UPDATE checkpoint SET filed = ? WHERE made = ?", Filing.underWay, next.madeAt)
    turn.perform(.file(next))
  }

  private func checkpoint(_ row: SQLRow) throws -> Checkpoint {
    Checkpoint(note: try row.text("note"), key: receipts.noteKey.description, madeAt: try row.moment("made"))
  }
}
