import Crypto
import Foundation
import Shared

/// The tokens in the addresses that Astria calls back: one for each thing made there, kept as a hash only, until the
/// photosession is erased.
struct HintTokens {
  static let table = """
    CREATE TABLE hint (prefix TEXT NOT NULL, hash TEXT PRIMARY KEY, photosession TEXT NOT NULL);
    CREATE INDEX hint_by_prefix ON hint (prefix);
    CREATE INDEX hint_by_photosession ON hint (photosession);
    """

  let database: Database

  func add(_ token: Personal<DataKey>, for photosession: Photosession.ID) throws {
    let hash = Self.hash(token.revealed.description)
    try database.run(
      "INSERT INTO hint (prefix, hash, photosession) VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING",
      Self.prefix(hash), Hex.encode(hash), photosession)
  }

  /// The index sees only the beginning of the hash; the rest is compared in constant time.
  func photosession(_ token: Personal<String>) throws -> Photosession.ID? {
    let hash = Self.hash(token.revealed)
    for row in try database.rows(
      "SELECT hash, photosession FROM hint WHERE prefix = ? ORDER BY hash", Self.prefix(hash))
    {
      guard let stored = Hex.decode(try row.text("hash")), Self.areSame(stored, hash) else { continue }
      return try row.identifier("photosession")
    }
    return nil
  }

  func forget(_ photosession: Photosession.ID) throws {
    try database.run("DELETE FROM hint WHERE photosession = ?", photosession)
  }

  private static func hash(_ token: String) -> [UInt8] { Array(SHA256.hash(data: Data(token.utf8))) }
  private static func prefix(_ hash: [UInt8]) -> String { Hex.encode(hash.prefix(4)) }

  private static func areSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    one.count == other.count && zip(one, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
