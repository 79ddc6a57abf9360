import Shared

/// What custodians hold, as they count it themselves: asked for now and then and kept here, so that nobody who wants
/// to know has to wait for them.
struct Stocktaking {
  /// Soon again after something was erased; otherwise as often as there are sweeps.
  static let pause = Duration.seconds(5)

  let turn: Turn<Janitor>

  /// The process was stopped; answers under way will not come.
  func start(interval: Duration) throws {
    try turn.database.run("UPDATE stocktaking SET asked = NULL")
    try askWhereDue(interval: interval)
  }

  func askWhereDue(interval: Duration) throws {
    for custodian in Custodians.all where try isDue(custodian, interval) && !isSilent(custodian) {
      try turn.database.run(
        """
        INSERT INTO stocktaking (custodian, asked, has_changed) VALUES (?, ?, 0)
        ON CONFLICT (custodian) DO UPDATE SET asked = excluded.asked, has_changed = 0
        """, custodian.rawValue, turn.now)
      turn.perform(.count(custodian))
    }
  }

  /// Something there was erased: what was counted is no longer so.
  func noteChange(at custodian: ServiceName) throws {
    try turn.database.run(
      "UPDATE stocktaking SET has_changed = 1 WHERE custodian = ? AND has_changed = 0", custodian.rawValue)
  }

  /// A custodian speaks of what it is asked about itself, and of nothing else.
  func take(_ summaries: [HoldingSummary], from custodian: ServiceName) throws {
    for summary in summaries where summary.custodian.service == custodian {
      try turn.database.run(
        """
        INSERT INTO held (class, custodian, copies, unproven, oldest_received, oldest_due, as_of)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (class, custodian) DO UPDATE SET copies = excluded.copies, unproven = excluded.unproven,
          oldest_received = excluded.oldest_received, oldest_due = excluded.oldest_due, as_of = excluded.as_of
        """,
        summary.copyClass, summary.custodian, summary.copies, summary.unproven, summary.oldest?.receivedAt,
        summary.oldest?.mustBeGoneBy, summary.asOf)
    }
  }

  func held() throws -> [HoldingSummary] {
    try turn.database.rows("SELECT * FROM held ORDER BY class, custodian").map(HoldingSummary.init)
  }

  /// The earliest must-be-gone-by that has passed, by the custodian's own count: that sees more than the ledger lists.
  func overdue(at custodian: ServiceName) throws -> Moment? {
    try held().filter { $0.custodian.service == custodian }.compactMap { $0.oldest?.mustBeGoneBy }
      .filter { $0 <= turn.now }.min()
  }

  /// Sweeps find out when it is back.
  private func isSilent(_ custodian: ServiceName) throws -> Bool {
    try Custodians(turn: turn).state(of: custodian)?.silentSince != nil
  }

  /// Asked in the future means that the clock was set back.
  private func isDue(_ custodian: ServiceName, _ interval: Duration) throws -> Bool {
    let row = try turn.database.row("SELECT * FROM stocktaking WHERE custodian = ?", custodian.rawValue)
    guard let row, let asked = try row.ifPresent("asked", row.moment) else { return true }
    let pause = try row.bool("has_changed") ? min(Self.pause, interval) : interval
    return asked > turn.now || turn.now - asked >= pause
  }
}

extension HoldingSummary {
  fileprivate init(_ row: SQLRow) throws {
    let oldest = try row.ifPresent("oldest_received", row.moment).map {
      Oldest(receivedAt: $0, mustBeGoneBy: try row.moment("oldest_due"))
    }
    self.init(
      copyClass: try row.name("class"), custodian: try row.name("custodian"), copies: try row.int("copies"),
      unproven: try row.int("unproven"), oldest: oldest, asOf: try row.moment("as_of"))
  }
}
