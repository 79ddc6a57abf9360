import Shared

/// The errands in the store: who is asked for whose copies, and how far that has come.
struct Errands {
  /// How many errands for owners are under way at one custodian at a time.
  static let underWayMax = 16
  /// An answer that takes longer than this is not waited for any more: it was lost on its way into the store.
  static let patience = Duration.seconds(120)

  let turn: Turn<Janitor>

  func add(_ errand: Errand) throws -> Errand.ID {
    let id: Errand.ID = turn.identifier()
    try save(errand, id)
    return id
  }

  func find(_ id: Errand.ID) throws -> Errand? {
    try turn.database.row("SELECT state FROM errand WHERE id = ?", id).map(Self.errand)
  }

  /// An errand that is done leaves no row.
  func save(_ errand: Errand, _ id: Errand.ID) throws {
    let resumes: Moment
    switch errand.step {
    case .done: return try turn.database.run("DELETE FROM errand WHERE id = ?", id)
    case .resting(let until): resumes = until
    case .asking, .erasing, .readingBack, .reporting: resumes = turn.now + Self.patience
    }
    let state = String(decoding: try JSON.encode(errand), as: UTF8.self)
    let erasure = errand.erasure
    try turn.database.run(
      """
      INSERT INTO errand (id, custodian, owner, classes, is_resting, resumes, state, is_replay)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET is_resting = excluded.is_resting, resumes = excluded.resumes,
        state = excluded.state
      """,
      id, errand.custodian.rawValue, erasure?.owner, erasure?.name, errand.isResting, resumes, state,
      errand.scope.isReplay)
  }

  /// All that are not done.
  func all() throws -> [Errand.ID] { try ids(turn.database.rows("SELECT id FROM errand ORDER BY id")) }

  func sweeping(_ custodian: ServiceName? = nil) throws -> [Errand.ID] {
    let database = turn.database
    guard let custodian else {
      return try ids(database.rows("SELECT id FROM errand WHERE owner IS NULL AND is_replay = 0 ORDER BY id"))
    }
    return try ids(
      database.rows("SELECT id FROM errand WHERE owner IS NULL AND is_replay = 0 AND custodian = ?", custodian.rawValue)
    )
  }

  /// Those of the start before, which a new start makes anew.
  func forgetReplays(at custodian: ServiceName) throws {
    try turn.database.run("DELETE FROM errand WHERE is_replay = 1 AND custodian = ?", custodian.rawValue)
  }

  func isReplaying(_ custodian: ServiceName) throws -> Bool {
    try turn.database.count(
      "SELECT COUNT(*) FROM errand WHERE is_replay = 1 AND custodian = ?", custodian.rawValue) > 0
  }

  func of(_ erasure: Erasure) throws -> [Errand] {
    try turn.database.rows(
      "SELECT state FROM errand WHERE owner = ? AND classes = ? ORDER BY id", erasure.owner, erasure.name
    ).map(Self.errand)
  }

  /// What one errand's last whole way through the ledger left.
  func noteLeft(_ pass: Errand.Pass, of id: Errand.ID) throws {
    try turn.database.run("UPDATE errand SET readable_left = ? WHERE id = ?", pass.readableLeft, id)
  }

  func hasReadable(at custodian: ServiceName) throws -> Bool {
    try turn.database.row(
      "SELECT 1 FROM errand WHERE custodian = ? AND readable_left > 0 LIMIT 1", custodian.rawValue) != nil
  }

  func isOpen(_ owner: Owner.ID) throws -> Bool {
    try turn.database.count("SELECT COUNT(*) FROM errand WHERE owner = ?", owner) > 0
  }

  /// A custodian answers again: all that rests there may begin.
  func hasten(at custodian: ServiceName) throws {
    try turn.database.run(
      "UPDATE errand SET resumes = ? WHERE custodian = ? AND is_resting = 1", turn.now, custodian.rawValue)
  }

  /// Whether anything is under way at this custodian that may still be answered.
  func isUnderWay(at custodian: ServiceName) throws -> Bool {
    try turn.database.count(
      "SELECT COUNT(*) FROM errand WHERE custodian = ? AND is_resting = 0 AND resumes > ? AND resumes <= ?",
      custodian.rawValue, turn.now, turn.now + Self.patience) > 0
  }

  /// Whether a sweep is under way; one that rests was cut short.
  func isSweepUnderWay() throws -> Bool {
    try turn.database.count(
      "SELECT COUNT(*) FROM errand WHERE owner IS NULL AND is_replay = 0 AND is_resting = 0") > 0
  }

  /// The one that may begin now at this custodian and has waited longest: its time has come, nothing else of its
  /// owner is under way there, and not too much in all. One that would rest absurdly long was sent to rest by a clock
  /// that has been set back since; one that has been under way too long begins again.
  func nextReady(at custodian: ServiceName) throws -> Errand.ID? {
    let underWay = try turn.database.count(
      "SELECT COUNT(*) FROM errand WHERE custodian = ? AND is_resting = 0 AND owner IS NOT NULL", custodian.rawValue)
    return try turn.database.row(
      """
      SELECT id FROM errand WHERE custodian = ? AND (resumes <= ? OR resumes > ?)
        AND (owner IS NULL OR is_resting = 0 OR (? = 1 AND NOT EXISTS (SELECT 1 FROM errand AS other
          WHERE other.owner = errand.owner AND other.custodian = errand.custodian AND other.is_resting = 0)))
      ORDER BY resumes, id LIMIT 1
      """,
      custodian.rawValue, turn.now, turn.now + Self.patience, underWay < Self.underWayMax
    )?.identifier("id")
  }

  private func ids(_ rows: [SQLRow]) throws -> [Errand.ID] { try rows.map { try $0.identifier("id") } }

  private static func errand(_ row: SQLRow) throws -> Errand {
    try JSON.decode(Errand.self, Array(row.text("state").utf8))
  }
}

/// What somebody asked for: these classes of this owner erased, everywhere.
struct Erasure: Hashable {
  let owner: Owner.ID
  /// Without repeats, in a fixed order, so that the same erasure has the same name.
  let classes: [CopyClass]

  init(_ owner: Owner.ID, _ classes: [CopyClass]) {
    self.owner = owner
    self.classes = Set(classes).sorted { $0.rawValue < $1.rawValue }
  }

  /// The classes as one column.
  var name: String { classes.map(\.rawValue).joined(separator: ",") }

  init(_ row: SQLRow) throws {
    let classes = try row.text("classes").split(separator: ",").compactMap { CopyClass(rawValue: String($0)) }
    self.init(try row.identifier("owner"), classes)
  }
}

extension Errand {
  var erasure: Erasure? {
    switch scope {
    case .due, .revived, .faces: nil
    case .owner(let owner, let classes): Erasure(owner, classes)
    }
  }
}
