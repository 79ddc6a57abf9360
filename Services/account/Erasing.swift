import Shared

// Being erased: the person's data goes in the turn that it is asked for, the rest by `AccountErasure`.
extension AccountService {
  func erase(_ account: Account.ID, _ turn: Turn<Self>) throws -> AccountReply {
    if try Erasures(database: turn.database).find(account) != nil { return .erasing(account: account) }
    let person = try person(account, turn)
    try People(database: turn.database).delete(account)
    turn.leavesNoTrace()
    let erasure = Erasures.Erasure(
      account: account, signedUpAt: person.adultStatedAt, askedAt: turn.now,
      machine: AccountErasure(nextTryAt: turn.now))
    try Erasures(database: turn.database).add(erasure)
    try advance(erasure, .due, turn)
    return .erasing(account: account)
  }

  /// The process may have died between a deletion and the truncation of the log, and with errands under way.
  func resumeErasures(_ turn: Turn<Self>) throws {
    turn.leavesNoTrace()
    for erasure in try Erasures(database: turn.database).all() { try advance(erasure, .due, turn) }
  }

  func continueErasures(_ turn: Turn<Self>) throws {
    for erasure in try Erasures(database: turn.database).due(now: turn.now) { try advance(erasure, .due, turn) }
  }

  /// A report on an account that is forgotten already comes from an errand that was run twice.
  func proceed(_ report: AccountErasure.Report, _ turn: Turn<Self>) throws {
    guard let erasure = try Erasures(database: turn.database).find(report.errand.account) else { return }
    try advance(erasure, .answered(report.errand.step, isDone: report.isDone), turn)
  }

  private func advance(_ erasure: Erasures.Erasure, _ event: AccountErasure.Event, _ turn: Turn<Self>) throws {
    var erasure = erasure
    let actions = erasure.machine.handle(event, at: turn.now)
    try Erasures(database: turn.database).update(erasure)
    for action in actions {
      switch action {
      case .ask(let step):
        turn.perform(.run(AccountErasure.Errand(account: erasure.account, step: step, askedAt: erasure.askedAt)))
      case .forget:
        try Erasures(database: turn.database).delete(erasure.account)
        turn.leavesNoTrace()
      }
    }
  }
}
