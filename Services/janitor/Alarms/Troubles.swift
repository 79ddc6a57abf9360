import Shared

/// What the janitor finds wrong with itself, from when it is noted until it is ended; while it stands an alarm rings.
struct Troubles {
  let turn: Turn<Janitor>

  func note(_ kind: Alarm.Kind) throws {
    try turn.database.run(
      "INSERT INTO trouble (kind, since) VALUES (?, ?) ON CONFLICT (kind) DO NOTHING", kind.rawValue, turn.now)
  }

  func end(_ kind: Alarm.Kind) throws { try turn.database.run("DELETE FROM trouble WHERE kind = ?", kind.rawValue) }

  func standing() throws -> [Alarm.Kind] {
    try turn.database.rows("SELECT kind FROM trouble ORDER BY kind").map { try $0.name("kind") }
  }
}
