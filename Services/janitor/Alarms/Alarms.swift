import Shared

/// The alarms in the store: each rings from when its condition was found until it is found gone, and is kept for a
/// while after. Whoever is on call is told of both.
struct Alarms {
  /// What may be wrong with whom.
  struct Condition: Hashable, Comparable {
    var kind: Alarm.Kind
    var about: ServiceName

    static func < (a: Self, b: Self) -> Bool {
      (a.kind.rawValue, a.about.rawValue) < (b.kind.rawValue, b.about.rawValue)
    }
  }

  /// If somebody could not be told, they are told again after this.
  static let retryAfter = Duration.seconds(60)

  let turn: Turn<Janitor>
  let settings: JanitorSettings

  /// Compares what rings with what should.
  func review() throws {
    let standing = try AlarmConditions(turn: turn, settings: settings).standing()
    let ringing = Set(try rows("WHERE until IS NULL").map { Condition(kind: $0.kind, about: $0.about) })
    for condition in standing.subtracting(ringing).sorted() { try begin(condition) }
    for condition in ringing.subtracting(standing).sorted() { try end(condition) }
    try tell()
    try turn.database.run(
      "DELETE FROM alarm WHERE until <= ?", turn.now - settings.contract.row(.photosession).deadline.duration)
  }

  func ringing() throws -> [Alarm] { try rows("WHERE until IS NULL ORDER BY since, id") }

  /// Those that ring, and those that ended after `moment`; the newest first.
  func since(_ moment: Moment?) throws -> [Alarm] {
    guard let moment else { return try ringing().reversed() }
    return try rows(
      "WHERE until IS NULL OR until > ? ORDER BY since DESC, id DESC LIMIT ?", moment.milliseconds, Alarm.pageMax)
  }

  func took(_ news: AlarmNews, wasTold: Bool) throws {
    if wasTold {
      try turn.database.run("UPDATE alarm SET told = ? WHERE id = ?", news.isOver ? "over" : "ringing", news.id)
    } else {
      try turn.database.run("UPDATE alarm SET tell_at = ? WHERE id = ?", turn.now + Self.retryAfter, news.id)
    }
  }

  private func begin(_ condition: Condition) throws {
    let id: Identifier<Alarm> = turn.identifier()
    try turn.database.run(
      "INSERT INTO alarm (id, kind, about, since, tell_at) VALUES (?, ?, ?, ?, ?)", id, condition.kind.rawValue,
      condition.about.rawValue, turn.now, turn.now)
  }

  private func end(_ condition: Condition) throws {
    try turn.database.run(
      "UPDATE alarm SET until = ?, tell_at = ? WHERE kind = ? AND about = ? AND until IS NULL", turn.now, turn.now,
      condition.kind.rawValue, condition.about.rawValue)
  }

  /// News that nobody has heard, or that were told long ago without an answer: then they were lost.
  private func tell() throws {
    let rows = try turn.database.rows(
      """
      SELECT * FROM alarm WHERE tell_at <= ?
        AND (told IS NULL OR (told = 'ringing' AND until IS NOT NULL)) ORDER BY since, id
      """, turn.now)
    for row in rows {
      let news = AlarmNews(id: try row.identifier("id"), alarm: try Alarm(row))
      try turn.database.run("UPDATE alarm SET tell_at = ? WHERE id = ?", turn.now + Self.retryAfter, news.id)
      turn.perform(.tell(news))
    }
  }

  private func rows(_ condition: String, _ arguments: (any SQLValue)?...) throws -> [Alarm] {
    try turn.database.rows("SELECT * FROM alarm \(condition)", arguments: arguments).map(Alarm.init)
  }
}

/// An alarm that began or ended, to be told.
struct AlarmNews: Codable, Sendable, Hashable {
  var id: Identifier<Alarm>
  var alarm: Alarm

  var isOver: Bool { alarm.until != nil }
}

extension Alarm {
  init(_ row: SQLRow) throws {
    self.init(
      kind: try row.name("kind"), about: try row.name("about"), since: try row.moment("since"),
      until: try row.ifPresent("until", row.moment))
  }
}
