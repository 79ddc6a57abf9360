import Crypto
import Shared

/// The owners of whom nothing is left, each known by the SHA-256 of an id that is 128 random bits: it tells nothing to
/// whom does not have the id, from a backup, say. What a backup brings back of them is found by it.
struct ForgottenOwners {
  static let table = """
    CREATE TABLE forgotten_owner (hash BLOB PRIMARY KEY, since BIGINT NOT NULL);
    CREATE INDEX forgotten_owner_by_age ON forgotten_owner (since);
    """

  let turn: Turn<Janitor>

  func note(_ owner: Owner.ID) throws {
    try turn.database.run(
      "INSERT INTO forgotten_owner (hash, since) VALUES (?, ?) ON CONFLICT (hash) DO UPDATE SET since = excluded.since",
      Self.hash(owner), turn.now)
  }

  func contains(_ owner: Owner.ID) throws -> Bool {
    try turn.database.count("SELECT COUNT(*) FROM forgotten_owner WHERE hash = ?", Self.hash(owner)) > 0
  }

  /// No backup that is older than the receipts are kept is put back.
  func cutOff(before end: Moment) throws {
    try turn.database.run("DELETE FROM forgotten_owner WHERE since <= ?", end)
  }

  private static func hash(_ owner: Owner.ID) -> [UInt8] { Array(SHA256.hash(data: Array(owner.text.utf8))) }
}
