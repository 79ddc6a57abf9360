import Shared

/// A way through all people, page by page, at each start and four times a day: whoever was erased before and is here
/// again, since this store was put back from a backup, is found by asking the janitor.
struct RevivalCheck: Equatable {
  static let table = """
    CREATE TABLE revival_check (
      id BIGINT PRIMARY KEY, after TEXT, tries BIGINT NOT NULL, next_try_at BIGINT NOT NULL, revived BIGINT NOT NULL);
    """
  static let interval = Duration.seconds(6 * 3600)

  /// The last of the page before.
  private(set) var after: Account.ID?
  private var tries = 0
  private(set) var nextTryAt: Moment
  /// How many were found, ever.
  private(set) var revived = 0

  init(at now: Moment, revived: Int) {
    nextTryAt = now
    self.revived = revived
  }

  mutating func asked(at now: Moment) { nextTryAt = now + AccountErasure.answerMax + .seconds(1) }

  mutating func answered(_ erased: Int, upTo last: Account.ID?, at now: Moment) {
    (after, tries, nextTryAt) = (last, 0, now)
    revived += erased
  }

  mutating func triedInVain(at now: Moment) {
    nextTryAt = now + min(.seconds(1 << min(tries, 6)), AccountErasure.pauseMax)
    tries += 1
  }

  mutating func isThrough(at now: Moment) { (after, tries, nextTryAt) = (nil, 0, now + Self.interval) }
}

extension RevivalCheck {
  init(_ row: SQLRow) throws {
    after = try row.ifPresent("after") { try row.identifier($0) }
    tries = try row.int("tries")
    nextTryAt = try row.moment("next_try_at")
    revived = try row.int("revived")
  }

  /// `nil` before the first start.
  static func find(_ database: Database) throws -> RevivalCheck? {
    try database.row("SELECT * FROM revival_check WHERE id = 1").map(RevivalCheck.init)
  }

  func save(_ database: Database) throws {
    try database.run(
      """
      INSERT INTO revival_check (id, after, tries, next_try_at, revived) VALUES (1, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET after = excluded.after, tries = excluded.tries,
        next_try_at = excluded.next_try_at, revived = excluded.revived
      """, after, tries, nextTryAt, revived)
  }
}

// Nobody's account is erased on the janitor's word alone, but for this: it says of whom it was told, here, that they
// asked for it.
extension AccountService {
  func beginRevivalCheck(_ turn: Turn<Self>) throws {
    let before = try RevivalCheck.find(turn.database)
    try proceed(RevivalCheck(at: turn.now, revived: before?.revived ?? 0), turn)
  }

  /// A next try that is further away than any was set by a clock that has been set back since.
  func continueRevivalCheck(_ turn: Turn<Self>) throws {
    guard let check = try RevivalCheck.find(turn.database) else { return }
    guard check.nextTryAt <= turn.now || check.nextTryAt > turn.now + RevivalCheck.interval else { return }
    try proceed(check, turn)
  }

  /// Of an answer that comes twice, or late, the erasures are right all the same.
  func foundErased(_ erased: [Account.ID], among page: [Account.ID], _ turn: Turn<Self>) throws {
    guard var check = try RevivalCheck.find(turn.database), let last = page.last else { return }
    let back = try erased.filter { try People(database: turn.database).find($0) != nil }
    for account in back { _ = try erase(account, turn) }
    guard check.after.map({ $0 < last }) ?? true else { return }
    check.answered(back.count, upTo: last, at: turn.now)
    try proceed(check, turn)
  }

  func triedInVain(_ turn: Turn<Self>) throws {
    guard var check = try RevivalCheck.find(turn.database) else { return }
    check.triedInVain(at: turn.now)
    try check.save(turn.database)
  }

  private func proceed(_ check: RevivalCheck, _ turn: Turn<Self>) throws {
    var check = check
    let page = try People(database: turn.database).ids(after: check.after, most: Owner.pageMax)
    if page.isEmpty {
      check.isThrough(at: turn.now)
    } else {
      check.asked(at: turn.now)
      turn.perform(.findErased(page))
    }
    try check.save(turn.database)
  }
}
