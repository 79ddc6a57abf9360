import Shared

/// The tables of strays, and of what was last seen of all tunes at Astria.
struct Strays {
  static let tables = """
    CREATE TABLE stray (number BIGINT PRIMARY KEY, wakes_at BIGINT, machine TEXT NOT NULL);
    CREATE INDEX stray_by_waking ON stray (wakes_at);
    CREATE TABLE tune_listing (
      id BIGINT PRIMARY KEY, due_at BIGINT, foreigners BIGINT NOT NULL, strays_erased BIGINT NOT NULL);
    INSERT INTO tune_listing (id, foreigners, strays_erased) VALUES (1, 0, 0);
    """
  /// Strays are found again at the next look, with the time at which they were found.
  static let looks = """
    DELETE FROM stray;
    ALTER TABLE tune_listing ADD COLUMN listed_at BIGINT;
    ALTER TABLE tune_listing ADD COLUMN is_failing BIGINT NOT NULL DEFAULT 0;
    """
  /// So many are erased in one turn; the next takes on the rest.
  private static let turnMax = 10

  let database: Database

  // MARK: Strays

  func find(_ number: Int64) throws -> Stray? {
    try database.row("SELECT machine FROM stray WHERE number = ?", number).map(Self.stray)
  }

  func all() throws -> [Stray] { try database.rows("SELECT machine FROM stray ORDER BY number").map(Self.stray) }

  func awake(now: Moment) throws -> [Stray] {
    try database.rows(
      "SELECT machine FROM stray WHERE wakes_at <= ? ORDER BY wakes_at, number LIMIT ?", now, Self.turnMax
    ).map(Self.stray)
  }

  func save(_ stray: Stray) throws {
    let machine = String(decoding: try JSON.encode(stray), as: UTF8.self)
    try database.run(
      """
      INSERT INTO stray (number, wakes_at, machine) VALUES (?, ?, ?)
      ON CONFLICT (number) DO UPDATE SET wakes_at = excluded.wakes_at, machine = excluded.machine
      """, stray.tune.number, stray.pace.wakesAt, machine)
  }

  func remove(_ number: Int64) throws { try database.run("DELETE FROM stray WHERE number = ?", number) }

  func count() throws -> Int { try database.count("SELECT COUNT(*) FROM stray") }

  // MARK: The listing

  /// Whether the tunes at Astria are to be listed now; nobody looks before the process has started.
  func isListingDue(now: Moment) throws -> Bool {
    try database.count("SELECT COUNT(*) FROM tune_listing WHERE due_at <= ?", now) > 0
  }

  func setListing(dueAt: Moment) throws {
    try database.run("UPDATE tune_listing SET due_at = ?", dueAt)
  }

  func note(foreigners: Int, at now: Moment) throws {
    try database.run("UPDATE tune_listing SET foreigners = ?, listed_at = ?, is_failing = 0", foreigners, now)
  }

  func noteFailure() throws { try database.run("UPDATE tune_listing SET is_failing = 1") }

  /// When all tunes there were last seen, if they could not be seen at the last try.
  func unseenSince() throws -> Moment? {
    let row = try database.row("SELECT listed_at FROM tune_listing WHERE is_failing <> 0")
    return try row.flatMap { try $0.ifPresent("listed_at", $0.moment) }
  }

  /// A first look is to come. Nothing of ours is older than the first start.
  func begin(at now: Moment) throws {
    try database.run("UPDATE tune_listing SET is_failing = 0, listed_at = COALESCE(listed_at, ?)", now)
  }

  func noteErased() throws { try database.run("UPDATE tune_listing SET strays_erased = strays_erased + 1") }

  func foreigners() throws -> Int { try database.count("SELECT foreigners FROM tune_listing") }

  func erased() throws -> Int { try database.count("SELECT strays_erased FROM tune_listing") }

  private static func stray(_ row: SQLRow) throws -> Stray {
    try JSON.decode(Stray.self, Array(row.text("machine").utf8))
  }
}
