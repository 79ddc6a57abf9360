import Shared

/// One event's part of rehearsing: one begun when its time has come or somebody asks for it, carried on, and noted.
/// There is one at a time, so that one that cannot clean up is not followed by others.
struct Rehearsing {
  /// After a start, others may not be up yet.
  static let startPause = Duration.seconds(60)

  let janitor: Janitor
  let turn: Turn<Janitor>

  private var rehearsals: Rehearsals { Rehearsals(database: turn.database) }
  private var settings: RehearsalSettings { janitor.settings.rehearsal ?? RehearsalSettings() }

  func start() throws {
    try feed(.interrupted)
    guard let interval = settings.interval else { return }
    let soonest = turn.now + min(interval, Self.startPause)
    try rehearsals.plan(max(soonest, rehearsals.next() ?? soonest), at: turn.now)
  }

  func tick() throws {
    try feed(.ticked)
    guard let interval = settings.interval, let next = try rehearsals.next() else { return }
    // Planned absurdly late means that the clock was set back since.
    guard next <= turn.now || next > turn.now + interval + Self.startPause else { return }
    try rehearsals.plan(turn.now + interval, at: turn.now)
    _ = try begin()
  }

  /// The one under way, if there is one.
  func begin() throws -> Rehearsal {
    if let rehearsal = try rehearsals.underWay() { return rehearsal }
    let rehearsal = Rehearsal(
      turn.identifier(), policyVersion: janitor.settings.contract.version, at: turn.now,
      atMost: .seconds(settings.boundSeconds))
    try advance(rehearsal, .ticked)
    return rehearsal
  }

  func take(_ answer: Rehearsal.Answer, to action: Rehearsal.Action, of id: Rehearsal.ID) throws {
    guard let rehearsal = try rehearsals.underWay(), rehearsal.id == id else { return }
    try advance(rehearsal, .answered(action, answer))
  }

  private func feed(_ event: Rehearsal.Event) throws {
    if let rehearsal = try rehearsals.underWay() { try advance(rehearsal, event) }
  }

  private func advance(_ before: Rehearsal, _ event: Rehearsal.Event) throws {
    var rehearsal = before
    let actions = rehearsal.handle(event, at: turn.now)
    if rehearsal != before { try rehearsals.save(rehearsal) }
    for action in actions { turn.perform(.rehearse(action, for: rehearsal.id)) }
    // The access token went.
    if rehearsal.endedAt != nil { turn.leavesNoTrace() }
  }

  // MARK: How it stands

  func report() throws -> JanitorReply {
    .rehearsals(
      underWay: try rehearsals.underWay()?.view, lastSuccess: try rehearsals.lastSuccess()?.view,
      lastFailure: try rehearsals.lastFailure()?.view, intervalSeconds: settings.intervalSeconds)
  }

  /// In seconds since 1970, those that there are.
  static func counts(_ database: Database) throws -> [String: Int] {
    let rehearsals = Rehearsals(database: database)
    var counts: [String: Int] = [:]
    counts["rehearsalSucceededAt"] = try rehearsals.lastSuccess()?.endedAt?.seconds
    counts["rehearsalFailedAt"] = try rehearsals.lastFailure()?.failure?.at.seconds
    return counts
  }
}

extension Rehearsal {
  var view: RehearsalView {
    RehearsalView(
      id: id, startedAt: startedAt, endedAt: endedAt,
      steps: stages.map { .init(name: $0.step.rawValue, begunAt: $0.begunAt, endedAt: $0.endedAt) },
      copies: copies.count, failure: failure.map { .init(step: $0.step.rawValue, sentence: $0.sentence, at: $0.at) })
  }
}

extension Moment {
  fileprivate var seconds: Int { Int(milliseconds / 1000) }
}
