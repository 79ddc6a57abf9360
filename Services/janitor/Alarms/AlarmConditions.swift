import Shared

/// What is wrong right now, by what the store says.
struct AlarmConditions {
  let turn: Turn<Janitor>
  let settings: JanitorSettings

  func standing() throws -> Set<Alarms.Condition> {
    var found: Set<Alarms.Condition> = []
    if turn.clock.isFaulty { found.insert(.init(kind: .clockFault, about: .janitor)) }
    if try isRehearsalLacking() { found.insert(.init(kind: .rehearsalMissing, about: .janitor)) }
    for trouble in try Troubles(turn: turn).standing() { found.insert(.init(kind: trouble, about: .janitor)) }
    for custodian in Custodians.all {
      for kind in try standing(at: custodian) { found.insert(.init(kind: kind, about: custodian)) }
    }
    return found
  }

  private func isRehearsalLacking() throws -> Bool {
    try Rehearsals(database: turn.database).lack(settings.rehearsal?.interval, at: turn.now) != nil
  }

  private func standing(at custodian: ServiceName) throws -> [Alarm.Kind] {
    guard let state = try Custodians(turn: turn).state(of: custodian) else { return [] }
    let allowance = settings.contract.allowance(of: custodian)
    var found: [Alarm.Kind] = []
    if let since = state.silentSince, turn.now - since > allowance / 2 { found.append(.custodianSilent) }
    // Late enough that retries had their time, early enough that a person has most of the allowance left.
    if let since = state.backlogSince, turn.now - since > allowance / 8 { found.append(.overdue) }
    if try state.readableLeft > 0 || Errands(turn: turn).hasReadable(at: custodian) { found.append(.stillReadable) }
    if state.keepsAnotherContract { found.append(.contractMismatch) }
    return found
  }
}

extension RetentionContract {
  /// The shortest time that anything has between must-be-gone-by and deadline which this custodian is asked to erase.
  func allowance(of custodian: ServiceName) -> Duration {
    rows.filter { $0.custodian.service == custodian && ($0.copyClass.isFaceData || $0.copyClass == .account) }
      .map { $0.deadline.duration - $0.mustBeGoneBy.duration }.min() ?? .zero
  }
}
