import Shared

/// The table of photosessions: whose each is, and its machine as JSON.
struct Photosessions {
  static let table = """
    CREATE TABLE photosession (
      id TEXT PRIMARY KEY, account TEXT NOT NULL, created_at BIGINT NOT NULL, state TEXT NOT NULL,
      wakes_at BIGINT, forgotten_at BIGINT, retries BIGINT NOT NULL, machine TEXT NOT NULL
    );
    CREATE INDEX photosession_by_account ON photosession (account, created_at, id);
    CREATE INDEX photosession_by_waking ON photosession (wakes_at);
    CREATE INDEX photosession_by_forgetting ON photosession (forgotten_at);
    """
  static let page = 50
  /// So many are woken in one turn; the next takes on the rest.
  private static let turnMax = 100

  /// One row.
  struct Row {
    let account: Account.ID
    var training: Training

    var view: PhotosessionView { training.view(of: account) }
  }

  let database: Database

  func find(_ id: Photosession.ID) throws -> Row? {
    try database.row("SELECT account, machine FROM photosession WHERE id = ?", id).map(Row.init)
  }

  func save(_ row: Row, _ rules: Rules) throws {
    let training = row.training
    let forgottenAt = training.endedAt.map { rules.mustBeGoneBy(.photosession, from: $0) }
    let machine = String(decoding: try JSON.encode(training), as: UTF8.self)
    try database.run(
      """
      INSERT INTO photosession (id, account, created_at, state, wakes_at, forgotten_at, retries, machine)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET state = excluded.state, wakes_at = excluded.wakes_at,
        forgotten_at = excluded.forgotten_at, retries = excluded.retries, machine = excluded.machine
      """,
      training.photosession, row.account, training.createdAt, training.state, training.wakesAt(rules), forgottenAt,
      training.retries, machine)
  }

  /// All that are not erased.
  func unfinished() throws -> [Row] {
    try database.rows(
      "SELECT account, machine FROM photosession WHERE state <> ? ORDER BY id", PhotosessionState.erased
    )
    .map(Row.init)
  }

  func awake(now: Moment) throws -> [Row] {
    try database.rows(
      "SELECT account, machine FROM photosession WHERE wakes_at <= ? ORDER BY wakes_at, id LIMIT ?", now, Self.turnMax
    ).map(Row.init)
  }

  func of(_ account: Account.ID) throws -> [Row] {
    try database.rows("SELECT account, machine FROM photosession WHERE account = ? ORDER BY id", account).map(Row.init)
  }

  /// Newest first, those before `before`; one more than a page if there are more.
  func page(of account: Account.ID?, before: Photosession.ID?) throws -> [Row] {
    let start = try before.flatMap { try database.row("SELECT created_at FROM photosession WHERE id = ?", $0) }
    let bound = try start?.moment("created_at") ?? Moment(milliseconds: .max)
    return try database.rows(
      """
      SELECT account, machine FROM photosession
      WHERE (account = ? OR ? = '') AND (created_at < ? OR (created_at = ? AND id < ?))
      ORDER BY created_at DESC, id DESC LIMIT ?
      """,
      account?.text ?? "", account?.text ?? "", bound, bound, before?.text ?? "", Self.page + 1
    ).map(Row.init)
  }

  func delete(of account: Account.ID) throws {
    try database.run("DELETE FROM photosession WHERE account = ?", account)
  }

  /// - Returns: whether there were any.
  func deleteExpired(now: Moment) throws -> Bool {
    guard try database.count("SELECT COUNT(*) FROM photosession WHERE forgotten_at <= ?", now) > 0 else { return false }
    try database.run("DELETE FROM photosession WHERE forgotten_at <= ?", now)
    return true
  }

  func counts() throws -> [String: Int] {
    let rows = try database.rows("SELECT state, COUNT(*) AS number FROM photosession GROUP BY state ORDER BY state")
    let counts = try rows.map { (try $0.text("state"), try $0.int("number")) }
    return Dictionary(uniqueKeysWithValues: counts)
  }

  /// How often something had to be tried again for those that are not erased.
  func retries() throws -> Int {
    try database.count("SELECT SUM(retries) FROM photosession WHERE state <> ?", PhotosessionState.erased)
  }
}

extension Photosessions.Row {
  init(_ row: SQLRow) throws {
    account = try row.identifier("account")
    training = try JSON.decode(Training.self, Array(row.text("machine").utf8))
  }
}
