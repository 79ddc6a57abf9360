import Crypto
import Foundation

/// The answers that a service remembers, so that a repeated request gets the same one and has no second effect.
///
/// An answer may hold what nobody should read in a database file (an access token, a name). It is therefore stored
/// under the hash of its idempotency key and sealed with a key derived from it: only who sends the same request again,
/// with that key, can have it opened.
struct Answers {
  static let table = """
    CREATE TABLE answer (name TEXT PRIMARY KEY, sealed BLOB NOT NULL, expires BIGINT NOT NULL);
    CREATE INDEX answer_by_expiry ON answer (expires);
    """
  /// How long a repeat is recognised: longer than any sender goes on retrying.
  static let lifetime = Duration.seconds(60 * 60)

  let database: Database

  func find(key: String) throws -> [UInt8]? {
    guard let row = try database.row("SELECT sealed FROM answer WHERE name = ?", Self.name(key)) else { return nil }
    let box = try AES.GCM.SealedBox(combined: row.bytes("sealed"))
    return [UInt8](try AES.GCM.open(box, using: Self.sealingKey(key)))
  }

  func remember(_ answer: [UInt8], key: String, now: Moment) throws {
    let box = try AES.GCM.seal(answer, using: Self.sealingKey(key))
    guard let combined = box.combined else { preconditionFailure("the standard nonce makes a combined box") }
    try database.run(
      "INSERT INTO answer (name, sealed, expires) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING",
      Self.name(key), [UInt8](combined), now + Self.lifetime)
  }

  func forgetExpired(now: Moment) throws {
    try database.run("DELETE FROM answer WHERE expires <= ?", now)
  }

  private static func name(_ key: String) -> String { Hex.encode(SHA256.hash(data: Data("name:\(key)".utf8))) }

  private static func sealingKey(_ key: String) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: Data(key.utf8)), info: Data("mayfly answer".utf8), outputByteCount: 32)
  }
}
