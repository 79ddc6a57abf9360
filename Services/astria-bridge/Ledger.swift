import Shared

/// The ledger of what Astria may hold: a table that is rewritten with each photosession, so that the janitor can ask
/// across all of them.
struct Ledger {
  static let table = """
    CREATE TABLE copy (
      id TEXT PRIMARY KEY, owner TEXT NOT NULL, class TEXT NOT NULL, state TEXT NOT NULL, received_at BIGINT NOT NULL,
      must_be_gone_by BIGINT NOT NULL, deadline BIGINT NOT NULL, erased_at BIGINT, reason TEXT
    );
    CREATE INDEX copy_by_owner ON copy (owner);
    """

  let database: Database

  func write(_ copies: [Copy], of owner: Owner.ID) throws {
    try database.run("DELETE FROM copy WHERE owner = ?", owner)
    for copy in copies {
      try database.run(
        """
        INSERT INTO copy (id, owner, class, state, received_at, must_be_gone_by, deadline, erased_at, reason, due_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        copy.id, copy.owner, copy.copyClass, copy.state, copy.receivedAt, copy.mustBeGoneBy, copy.deadline,
        copy.erasedAt, copy.reason, copy.dueAt)
    }
  }

  func find(_ id: Copy.ID) throws -> Copy? {
    try database.row("SELECT * FROM copy WHERE id = ?", id).map(Copy.init)
  }

  /// One more than a page if there are more.
  func page(_ query: HoldingsQuery) throws -> [Copy] { try CopyTable(database).rows(query).map(Copy.init) }

  /// A page of tunes by their photosession, after one.
  func tunes(after: Photosession.ID?, most: Int) throws -> [Copy] {
    try database.rows(
      "SELECT * FROM copy WHERE class = ? AND owner > ? ORDER BY owner LIMIT ?", CopyClass.tune, after?.text ?? "", most
    ).map(Copy.init)
  }

  /// Those that were erased by then and have no receipt yet.
  func unproven(erasedBefore moment: Moment) throws -> [Copy.ID] {
    try database.rows(
      "SELECT id FROM copy WHERE state = ? AND erased_at <= ? ORDER BY id", Copy.State.erased, moment
    ).map { try $0.identifier("id") }
  }

  func alive(_ copyClass: CopyClass) throws -> Int {
    try database.count("SELECT COUNT(*) FROM copy WHERE class = ? AND state <> ?", copyClass, Copy.State.erased)
  }
}

extension Copy {
  fileprivate init(_ row: SQLRow) throws {
    self.init(
      id: try row.identifier("id"), owner: try row.identifier("owner"), copyClass: try row.name("class"),
      custodian: .astria, state: try row.name("state"), receivedAt: try row.moment("received_at"),
      mustBeGoneBy: try row.moment("must_be_gone_by"), deadline: try row.moment("deadline"),
      erasedAt: try row.ifPresent("erased_at", row.moment),
      reason: try row.ifPresent("reason") { try row.name($0) })
  }
}
