import Shared

/// What comparisons of the ledger with the store found so far, in numbers.
struct Findings {
  enum Kind: String, CaseIterable, SQLValue {
    /// Entries whose bytes were not there; each got its receipt.
    case entriesWithoutBytes
    /// Objects that no entry owned; they were removed.
    case objectsWithoutEntry
    /// What lay in the store and was no object, such as what was being written in a crash; it was removed.
    case leftovers
  }

  static let table = "CREATE TABLE finding (kind TEXT PRIMARY KEY, number BIGINT NOT NULL);"

  let database: Database

  func note(_ kind: Kind, _ number: Int) throws {
    guard number > 0 else { return }
    try database.run(
      """
      INSERT INTO finding (kind, number) VALUES (?, ?)
      ON CONFLICT (kind) DO UPDATE SET number = finding.number + excluded.number
      """, kind, number)
  }

  func counts() throws -> [String: Int] {
    let rows = try database.rows("SELECT kind, number FROM finding")
    let found = try rows.map { (try $0.text("kind"), try $0.int("number")) }
    return Dictionary(Kind.allCases.map { ($0.rawValue, 0) } + found) { _, last in last }
  }
}
