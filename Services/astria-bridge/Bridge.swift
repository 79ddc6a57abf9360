import Shared

/// The state of each photosession at Astria. Its decisions are those of `Training`, one machine per photosession; here
/// they are loaded, told what happened, and saved in the same transaction as what others may ask about.
struct Bridge: Service {
  typealias Request = AstriaBridgeRequest
  typealias Effect = BridgeEffect
  typealias Outcome = BridgeOutcome
  typealias Object = NoObject
  typealias Published = AstriaBridgeEvent
  typealias Settings = Rules

  static let tables = [
    Photosessions.table, Ledger.table, HintTokens.table, Askers.table, Forgetting.table, CopyTable.indexes,
    LedgerCount.indexes, Strays.tables, Strays.looks,
  ]

  let settings: Rules

  init(replaying settings: Rules) { self.settings = settings }

  func handle(_ event: Event<Self>, _ turn: Turn<Self>) throws {
    switch event {
    case .started: try start(turn)
    case .ticked: try tick(turn)
    case .request(let request, let asker): try answer(request, asker, turn)
    case .outcome(let outcome): try take(outcome, turn)
    }
    try answerErasures(turn)
  }

  func counts(_ database: Database) throws -> [String: Int] {
    var counts = try Photosessions(database: database).counts()
    counts["tunesAlive"] = try Ledger(database: database).alive(.tune)
    counts["promptsAlive"] = try Ledger(database: database).alive(.prompt)
    counts["tunesAstray"] = try Strays(database: database).count()
    counts["tunesAstrayErased"] = try Strays(database: database).erased()
    counts["tunesOfOthers"] = try Strays(database: database).foreigners()
    counts["retries"] = try Photosessions(database: database).retries()
    counts["forgetting"] = try Forgetting(database: database).all().count
    return counts
  }

  func current(_ topic: EventTopic, _ database: Database) throws -> AstriaBridgeEvent? {
    guard let id = Photosession.ID(topic.text) else { return nil }
    return try Photosessions(database: database).find(id).map { .photosession($0.view) }
  }

  // MARK: Time

  /// Whatever was under way may have been carried out; the deletions of the last turn may still stand in the log.
  private func start(_ turn: Turn<Self>) throws {
    turn.leavesNoTrace()
    try Askers(database: turn.database).forgetAll()
    for row in try Photosessions(database: turn.database).unfinished() { try feed(.started, to: row, turn) }
    try Forgetting(database: turn.database).hasten(to: turn.now)
    try proceedForgetting(turn)
    try startOrphans(turn)
  }

  private func tick(_ turn: Turn<Self>) throws {
    for row in try Photosessions(database: turn.database).awake(now: turn.now) { try feed(.ticked, to: row, turn) }
    if try Photosessions(database: turn.database).deleteExpired(now: turn.now) { turn.leavesNoTrace() }
    try proceedForgetting(turn)
    try tickOrphans(turn)
  }

  private func take(_ outcome: BridgeOutcome, _ turn: Turn<Self>) throws {
    switch outcome {
    case .intakeClosed(let photosession, let asker, let photos): try submit(photosession, photos, asker, turn)
    case .intakeOpen(_, let asker, let refusal): turn.refuse(refusal, to: asker)
    case .training(let photosession, let event):
      guard let row = try Photosessions(database: turn.database).find(photosession) else { return }
      try feed(event, to: row, turn)
      if row.training.outcome != nil { try proceedForgetting(turn) }
    case .readBack(let findings, let asker): try report(findings, asker, turn)
    case .forgot(let account, let isDone): try forgot(account, isDone, turn)
    case .tunesListed(let ours, let foreigners, let looker): try listed(ours, foreigners, for: looker, turn)
    case .tunesNotListed(let looker): try notListed(looker, turn)
    case .checked(let check, let asker): turn.reply(.checked(check), to: asker)
    case .inspected(let warnings, let asker): turn.reply(.photoChecked(warnings), to: asker)
    case .notInspected(let refusal, let asker): turn.refuse(refusal, to: asker)
    case .strayErased(let number): try strayErased(number, turn)
    case .strayRemains(let number, let trouble): try strayRemains(number, trouble, turn)
    }
  }

  // MARK: The machines

  /// Tells one photosession's machine what happened, saves it with its ledger, and has done what it wants.
  @discardableResult
  func feed(_ event: Training.Event, to row: Photosessions.Row, _ turn: Turn<Self>) throws -> Photosessions.Row {
    var row = row
    let before = row.training
    let actions = row.training.handle(event, at: turn.now, settings)
    if row.training != before { try save(row, before, turn) }
    for action in actions {
      let hint = try hint(for: action, row.training.photosession, turn)
      turn.perform(.training(row.training.photosession, action, hint: hint))
    }
    return row
  }

  private func save(_ row: Photosessions.Row, _ before: Training, _ turn: Turn<Self>) throws {
    let training = row.training
    try Photosessions(database: turn.database).save(row, settings)
    if row.view != before.view(of: row.account) { turn.publish(.photosession(row.view)) }
    if training.copies != before.copies {
      try Ledger(database: turn.database).write(training.copies, of: Owner.ID(training.photosession))
    }
    guard training.state == .erased, before.state != .erased else { return }
    try HintTokens(database: turn.database).forget(training.photosession)
    turn.leavesNoTrace()
  }

  /// A token of its own for each thing that is made; what is only looked at or deleted calls nobody back.
  private func hint(
    for action: Training.Action, _ photosession: Photosession.ID, _ turn: Turn<Self>
  ) throws -> Personal<DataKey>? {
    switch action {
    case .createTune, .createPrompt:
      let token = turn.secret()
      try HintTokens(database: turn.database).add(token, for: photosession)
      return token
    case .skipTune, .findTune, .lookAtTune, .findPrompt, .lookAtPrompt, .copyAvatar, .deletePrompt, .deleteTune,
      .askErasure, .tellOperator:
      return nil
    }
  }
}
