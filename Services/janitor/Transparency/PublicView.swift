import Shared

/// What the janitor tells everybody, out of what it keeps anyway: asks nobody, and counts nothing that grows.
struct PublicView {
  let janitor: Janitor
  let turn: Turn<Janitor>

  func transparency() throws -> Transparency {
    let tally = Tally(database: turn.database)
    let firstDay = Day(turn.now) - (Transparency.days - 1)
    let alarms = janitor.alarms(turn)
    let checkpoint = try janitor.receipts(turn).checkpoint()
    return Transparency(
      at: turn.now, isIntakeOpen: try isIntakeOpen(), held: try Stocktaking(turn: turn).held(),
      erased: try tally.sums(since: firstDay), erasuresByDay: try tally.days(since: firstDay),
      foundReadable: try turn.database.count("SELECT SUM(still_readable) FROM custodian"), silent: try silent(),
      alarms: try alarms.ringing(), alarmsByDay: try alarms.byDay(from: firstDay, through: Day(turn.now)),
      lastRehearsal: try Rehearsals(database: turn.database).lastSuccess()?.endedAt, receipts: checkpoint.size ?? 0,
      checkpoint: checkpoint)
  }

  /// Why not is for operators; what everybody may know of it are the alarms.
  private func isIntakeOpen() throws -> Bool {
    do {
      try IntakeHealth(turn: turn, settings: janitor.settings).check()
      return true
    } catch is Refusal {
      return false
    }
  }

  private func silent() throws -> [SilentCustodian] {
    let custodians = Custodians(turn: turn)
    return try custodians.silent().compactMap { name in
      try custodians.state(of: name)?.silentSince.map { SilentCustodian(name: name, since: $0) }
    }
  }
}
