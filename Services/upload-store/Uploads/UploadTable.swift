import Shared

/// The uploads that are under way or were completed, and who waits to hear how far one came.
struct UploadTable {
  static let tables = """
    ALTER TABLE copy ADD COLUMN part_of TEXT;
    ALTER TABLE copy ADD COLUMN starts_at BIGINT;
    CREATE INDEX copy_by_upload ON copy (part_of, starts_at) WHERE part_of IS NOT NULL;
    CREATE TABLE upload (
      photo TEXT PRIMARY KEY, owner TEXT NOT NULL, content_type TEXT NOT NULL, ends_at BIGINT NOT NULL, length BIGINT,
      progress BIGINT NOT NULL, problem TEXT, detail TEXT);
    CREATE INDEX upload_of_owner ON upload (owner);
    CREATE TABLE upload_question (request TEXT PRIMARY KEY, photo TEXT NOT NULL);
    """

  let database: Database

  func find(_ photo: Copy.ID) throws -> Upload? {
    try database.row("SELECT * FROM upload WHERE photo = ?", photo).map(Self.upload)
  }

  /// Those of which more can come, the oldest first.
  func open(of owner: Photosession.ID) throws -> [Upload] {
    try database.rows(
      """
      SELECT * FROM upload WHERE owner = ? AND problem IS NULL
        AND NOT EXISTS (SELECT 1 FROM copy WHERE id = photo AND state NOT IN ('expected', 'cut-off'))
        ORDER BY ends_at, photo
      """, owner
    ).map(Self.upload)
  }

  /// Those of which no copy stands in the ledger: nothing has come yet, or nothing is left.
  func withoutCopies(of owner: Photosession.ID, after photo: Copy.ID?) throws -> [Upload] {
    try database.rows(
      "SELECT * FROM upload WHERE owner = ? AND photo > ? AND \(Self.hasNoCopy)", owner, photo?.text ?? ""
    ).map(Self.upload)
  }

  func withoutCopies(among photos: [Copy.ID]) throws -> [Upload] {
    guard !photos.isEmpty else { return [] }
    let places = repeatElement("?", count: photos.count).joined(separator: ", ")
    return try database.rows(
      "SELECT * FROM upload WHERE photo IN (\(places)) AND \(Self.hasNoCopy)", arguments: photos
    ).map(Self.upload)
  }

  private static let hasNoCopy =
    "NOT EXISTS (SELECT 1 FROM copy WHERE copy.id = upload.photo OR copy.part_of = upload.photo)"

  func save(_ upload: Upload) throws {
    try database.run(
      """
      INSERT INTO upload (photo, owner, content_type, ends_at, length, progress, problem, detail)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (photo) DO UPDATE SET length = excluded.length, progress = excluded.progress,
        problem = excluded.problem, detail = excluded.detail
      """,
      upload.photo, upload.owner, upload.contentType, upload.endsAt, upload.length, upload.offset,
      upload.refusal?.problem.rawValue, upload.refusal?.detail)
  }

  func drop(_ photo: Copy.ID) throws { try database.run("DELETE FROM upload WHERE photo = ?", photo) }

  /// Those whose time is over.
  func ended(by now: Moment) throws -> [Upload] {
    try database.rows("SELECT * FROM upload WHERE ends_at <= ? ORDER BY ends_at, photo", now).map(Self.upload)
  }

  /// Of owners of whom no copy is left, those to which something had come.
  func forgetCompleted(of owners: Set<Photosession.ID>) throws {
    for owner in owners.sorted() {
      try database.run(
        """
        DELETE FROM upload WHERE owner = ? AND (progress > 0 OR problem IS NOT NULL)
          AND NOT EXISTS (SELECT 1 FROM copy WHERE copy.owner = upload.owner)
        """, owner)
    }
  }

  // MARK: Who waits

  func ask(_ request: Envelope.ID, about photo: Copy.ID) throws {
    try database.run("INSERT INTO upload_question (request, photo) VALUES (?, ?)", request, photo)
  }

  func takeQuestions(about photo: Copy.ID) throws -> [Envelope.ID] {
    let rows = try database.rows("SELECT request FROM upload_question WHERE photo = ? ORDER BY request", photo)
    try database.run("DELETE FROM upload_question WHERE photo = ?", photo)
    return try rows.map { try $0.identifier("request") }
  }

  /// Whoever waited when the process ended does not wait any more.
  func forgetQuestions() throws { try database.run("DELETE FROM upload_question") }

  private static func upload(_ row: SQLRow) throws -> Upload {
    Upload(
      photo: try row.identifier("photo"), owner: try row.identifier("owner"),
      contentType: try row.text("content_type"), endsAt: try row.moment("ends_at"),
      length: try row.ifPresent("length", row.int), offset: try row.int("progress"),
      refusal: try row.ifPresent("problem") { Refusal(try row.name($0), try row.text("detail")) })
  }
}
