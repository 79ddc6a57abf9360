import Shared

/// One line of the ledger.
struct LedgerEntry: Equatable {
  /// Which picture of which prompt, for an avatar.
  struct Place: Equatable {
    var prompt: Int
    var index: Int
  }

  /// Which bytes of which photo, for what came of one that was cut.
  struct Piece: Equatable {
    var photo: Copy.ID
    var start: Int
    /// Absent until they have come.
    var bytes: Int?
  }

  var stored: StoredCopy
  var receivedAt: Moment
  var life: CopyLife
  /// Absent until the picture was looked at.
  var appearance: Appearance?
  var place: Place?
  var piece: Piece?

  var isHeld: Bool { life.state == .held }

  /// Its bytes, once they have come.
  var opening: Opening? { (appearance?.bytes ?? piece?.bytes).map { Opening(stored: stored, bytes: $0) } }

  /// As the janitor sees it.
  var copy: Copy {
    Copy(
      id: stored.copy, owner: Owner.ID(stored.owner), copyClass: stored.copyClass, custodian: .uploadStore,
      state: life.state.asCopyState, receivedAt: receivedAt, mustBeGoneBy: life.mustBeGoneBy, deadline: life.deadline,
      erasedAt: life.erasedAt, reason: life.reason)
  }
}

/// Every copy here, written down before its first byte and until its receipt is written; and which photosessions take
/// no more photos.
struct Ledger {
  static let tables = """
    CREATE TABLE copy (
      id TEXT PRIMARY KEY, owner TEXT NOT NULL, class TEXT NOT NULL, object TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
      received_at BIGINT NOT NULL, must_be_gone_by BIGINT NOT NULL, deadline BIGINT NOT NULL, wakes_at BIGINT,
      erased_at BIGINT, reason TEXT, content_type TEXT, bytes BIGINT, width BIGINT, height BIGINT,
      prompt BIGINT, place BIGINT);
    CREATE INDEX copy_by_owner ON copy (owner, class);
    CREATE INDEX copy_by_waking ON copy (wakes_at);
    CREATE INDEX copy_by_state ON copy (state);
    CREATE INDEX copy_by_arrival ON copy (received_at);
    CREATE TABLE closed_intake (photosession TEXT PRIMARY KEY, closed_at BIGINT NOT NULL);
    CREATE TABLE comparison (id BIGINT PRIMARY KEY, due_at BIGINT NOT NULL);
    """

  /// Texts that sort before and after every identifier.
  private static let beforeAll = ""
  private static let afterAll = "g"

  let database: Database

  func find(_ copy: Copy.ID) throws -> LedgerEntry? {
    try database.row("SELECT * FROM copy WHERE id = ?", copy).map(Self.entry)
  }

  /// In the order asked for, each once; those that are not there are left out.
  func find(_ copies: [Copy.ID]) throws -> [LedgerEntry] {
    guard !copies.isEmpty else { return [] }
    let rows = try database.rows("SELECT * FROM copy WHERE id IN \(Self.places(copies))", arguments: copies)
    let entries = try rows.map(Self.entry)
    var byCopy = Dictionary(uniqueKeysWithValues: entries.map { ($0.stored.copy, $0) })
    return copies.compactMap { byCopy.removeValue(forKey: $0) }
  }

  /// Whole pictures, without pieces.
  func entries(_ owner: Photosession.ID, _ copyClass: CopyClass) throws -> [LedgerEntry] {
    try database.rows(
      "SELECT * FROM copy WHERE owner = ? AND class = ? AND part_of IS NULL ORDER BY received_at, id", owner, copyClass
    ).map(Self.entry)
  }

  func entries(in state: CopyLife.State) throws -> [LedgerEntry] {
    try database.rows("SELECT * FROM copy WHERE state = ? ORDER BY id", state).map(Self.entry)
  }

  /// Those that have something to do by themselves, the longest overdue first.
  func woken(by now: Moment, limit: Int) throws -> [LedgerEntry] {
    try database.rows(
      "SELECT * FROM copy WHERE wakes_at <= ? ORDER BY wakes_at, id LIMIT ?", now, limit
    ).map(Self.entry)
  }

  /// One more than a page if there are more.
  func page(_ query: HoldingsQuery) throws -> [LedgerEntry] { try CopyTable(database).rows(query).map(Self.entry) }

  /// Those whose objects' names lie after `first`, up to and including `last`.
  func entries(
    objectsAfter first: StoredObject.Name?, through last: StoredObject.Name?, limit: Int
  ) throws -> [LedgerEntry] {
    try database.rows(
      "SELECT * FROM copy WHERE object > ? AND object <= ? ORDER BY object LIMIT ?", first?.text ?? Self.beforeAll,
      last?.text ?? Self.afterAll, limit
    ).map(Self.entry)
  }

  func save(_ entry: LedgerEntry) throws {
    let (stored, life, appearance) = (entry.stored, entry.life, entry.appearance)
    try database.run(
      """
      INSERT INTO copy (id, owner, class, object, state, received_at, must_be_gone_by, deadline, wakes_at, erased_at,
        reason, content_type, bytes, width, height, prompt, place, due_at, part_of, starts_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET state = excluded.state, must_be_gone_by = excluded.must_be_gone_by,
        due_at = excluded.due_at, deadline = excluded.deadline, wakes_at = excluded.wakes_at,
        erased_at = excluded.erased_at,
        reason = excluded.reason, content_type = excluded.content_type, bytes = excluded.bytes, width = excluded.width,
        height = excluded.height
      """,
      stored.copy, stored.owner, stored.copyClass, stored.object, life.state, entry.receivedAt, life.mustBeGoneBy,
      life.deadline, life.wakesAt, life.erasedAt, life.reason, appearance?.contentType,
      entry.opening?.bytes, appearance?.width, appearance?.height, entry.place?.prompt, entry.place?.index,
      entry.copy.dueAt, entry.piece?.photo, entry.piece?.start)
  }

  func drop(_ copy: Copy.ID) throws { try drop([copy]) }

  func drop(_ copies: [Copy.ID]) throws {
    guard !copies.isEmpty else { return }
    try database.run("DELETE FROM copy WHERE id IN \(Self.places(copies))", arguments: copies)
  }

  private static func places(_ values: some Collection) -> String {
    "(\(repeatElement("?", count: values.count).joined(separator: ", ")))"
  }

  // MARK: Pieces

  /// In their order.
  func pieces(of photo: Copy.ID) throws -> [LedgerEntry] {
    try database.rows("SELECT * FROM copy WHERE part_of = ? ORDER BY starts_at, id", photo).map(Self.entry)
  }

  func pieces(of owner: Photosession.ID) throws -> [LedgerEntry] {
    try database.rows("SELECT * FROM copy WHERE owner = ? AND part_of IS NOT NULL ORDER BY id", owner).map(Self.entry)
  }

  /// The one that is coming in.
  func arrivingPiece(of photo: Copy.ID) throws -> LedgerEntry? { try pieces(of: photo).first(where: \.life.isOnItsWay) }

  func bytesHeld(of photo: Copy.ID) throws -> Int {
    try database.rows("SELECT bytes FROM copy WHERE part_of = ? AND state = ?", photo, CopyLife.State.held)
      .reduce(0) { $0 + (try $1.int("bytes")) }
  }

  // MARK: Intake

  func isClosed(_ photosession: Photosession.ID) throws -> Bool {
    try database.row("SELECT 1 FROM closed_intake WHERE photosession = ?", photosession) != nil
  }

  func close(_ photosession: Photosession.ID, at now: Moment) throws {
    try database.run(
      "INSERT INTO closed_intake (photosession, closed_at) VALUES (?, ?) ON CONFLICT (photosession) DO NOTHING",
      photosession, now)
  }

  /// A photosession of which nothing is left here has no key either: nothing can come in, closed or not.
  func forgetIntakes() throws {
    try database.run("DELETE FROM closed_intake WHERE NOT EXISTS (SELECT 1 FROM copy WHERE owner = photosession)")
  }

  func forgetIntakes(of owners: Set<Photosession.ID>) throws {
    guard !owners.isEmpty else { return }
    try database.run(
      """
      DELETE FROM closed_intake WHERE photosession IN \(Self.places(owners))
        AND NOT EXISTS (SELECT 1 FROM copy WHERE owner = photosession)
      """, arguments: owners.sorted())
  }

  // MARK: Comparison with the store

  func comparisonDueAt() throws -> Moment? {
    try database.row("SELECT due_at FROM comparison WHERE id = 1")?.moment("due_at")
  }

  func setComparison(dueAt: Moment) throws {
    try database.run(
      "INSERT INTO comparison (id, due_at) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at",
      dueAt)
  }

  // MARK: Rows

  private static func entry(_ row: SQLRow) throws -> LedgerEntry {
    LedgerEntry(
      stored: StoredCopy(
        copy: try row.identifier("id"), owner: try row.identifier("owner"), copyClass: try row.name("class"),
        object: try row.identifier("object")),
      receivedAt: try row.moment("received_at"), life: try life(row), appearance: try appearance(row),
      place: try row.ifPresent("prompt", row.int).map { .init(prompt: $0, index: try row.int("place")) },
      piece: try row.ifPresent("part_of") { try piece(row, of: row.identifier($0)) })
  }

  private static func piece(_ row: SQLRow, of photo: Copy.ID) throws -> LedgerEntry.Piece {
    LedgerEntry.Piece(photo: photo, start: try row.int("starts_at"), bytes: try row.ifPresent("bytes", row.int))
  }

  private static func life(_ row: SQLRow) throws -> CopyLife {
    CopyLife(
      state: try row.name("state"), mustBeGoneBy: try row.moment("must_be_gone_by"),
      deadline: try row.moment("deadline"), wakesAt: try row.ifPresent("wakes_at", row.moment),
      erasedAt: try row.ifPresent("erased_at", row.moment), reason: try row.ifPresent("reason") { try row.name($0) })
  }

  private static func appearance(_ row: SQLRow) throws -> Appearance? {
    try row.ifPresent("content_type", row.text).map {
      Appearance(
        contentType: $0, bytes: try row.int("bytes"), width: try row.ifPresent("width", row.int),
        height: try row.ifPresent("height", row.int))
    }
  }
}
