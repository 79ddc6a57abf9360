import Shared

/// The receipt book in sums: a row for each day, class and custodian, written together with each receipt. A question
/// about it costs the same however long the book is.
struct Tally {
  let database: Database

  /// Counts a receipt on the day of its read-back.
  func count(_ receipt: Receipt, deadline: Moment) throws {
    let stay = max(0, (receipt.readBackAt - receipt.receivedAt).milliseconds)
    try database.run(
      """
      INSERT INTO tally (day, class, custodian, copies, on_own_clock, late, longest_stay) VALUES (?, ?, ?, 1, 0, ?, ?)
      ON CONFLICT (day, class, custodian) DO UPDATE SET copies = tally.copies + 1, late = tally.late + excluded.late,
        longest_stay = CASE WHEN excluded.longest_stay > tally.longest_stay THEN excluded.longest_stay
          ELSE tally.longest_stay END
      """,
      Day(receipt.readBackAt).number, receipt.copyClass, receipt.custodian, receipt.readBackAt > deadline, stay)
  }

  /// The custodian had erased this copy by itself before it was asked to.
  func countOwnClock(_ copy: Copy, at now: Moment) throws {
    try database.run(
      """
      INSERT INTO tally (day, class, custodian, copies, on_own_clock, late, longest_stay) VALUES (?, ?, ?, 0, 1, 0, 0)
      ON CONFLICT (day, class, custodian) DO UPDATE SET on_own_clock = tally.on_own_clock + 1
      """, Day(now).number, copy.copyClass, copy.custodian)
  }

  /// For `status`: how often each custodian had to act on its own clock, if it ever did.
  func counts() throws -> [String: Int] {
    let rows = try database.rows(
      "SELECT custodian, SUM(on_own_clock) AS copies FROM tally GROUP BY custodian HAVING SUM(on_own_clock) > 0")
    return try Dictionary(
      uniqueKeysWithValues: rows.map { ("byOwnClock \(try $0.text("custodian"))", try $0.int("copies")) })
  }

  /// For each class and custodian: since the first receipt, and from `day` on.
  func sums(since day: Day) throws -> [ErasureSummary] {
    try database.rows(
      """
      SELECT class, custodian, SUM(copies) AS copies, SUM(on_own_clock) AS on_own_clock, SUM(late) AS late,
        SUM(CASE WHEN day >= ? THEN copies ELSE 0 END) AS recent_copies,
        SUM(CASE WHEN day >= ? THEN on_own_clock ELSE 0 END) AS recent_on_own_clock,
        SUM(CASE WHEN day >= ? THEN late ELSE 0 END) AS recent_late,
        MAX(CASE WHEN day >= ? THEN longest_stay END) AS longest_stay
      FROM tally GROUP BY class, custodian ORDER BY class, custodian
      """, day.number, day.number, day.number, day.number
    ).map(ErasureSummary.init)
  }

  func days(since day: Day) throws -> [ErasuresOfDay] {
    try database.rows(
      "SELECT day, class, SUM(copies) AS copies FROM tally WHERE day >= ? GROUP BY day, class ORDER BY day, class",
      day.number
    ).map { row in
      ErasuresOfDay(
        day: Day(number: try row.int("day")), copyClass: try row.name("class"), copies: try row.int("copies"))
    }
  }
}

extension ErasureSummary {
  fileprivate init(_ row: SQLRow) throws {
    self.init(
      copyClass: try row.name("class"), custodian: try row.name("custodian"), copies: try row.int("copies"),
      onOwnClock: try row.int("on_own_clock"), late: try row.int("late"), recentCopies: try row.int("recent_copies"),
      recentOnOwnClock: try row.int("recent_on_own_clock"), recentLate: try row.int("recent_late"),
      longestStay: try row.ifPresent("longest_stay", row.int64))
  }
}
