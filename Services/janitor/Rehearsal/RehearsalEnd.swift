import Shared

// From step to step, and to the end.
extension Rehearsal {
  mutating func proceed(at now: Moment) {
    if let next = step.next { begin(next, at: now) } else { end(at: now) }
  }

  mutating func begin(_ next: Step, at now: Moment) {
    if !stages.isEmpty { stages[stages.count - 1].endedAt = now }
    stages.append(Stage(step: next, begunAt: now))
    step = next
    avatarsDone = 0
    remaining = nil
    again(at: now)
  }

  /// The next thing of the same step.
  mutating func again(at now: Moment) {
    tries = 0
    actsAt = now
  }

  mutating func meet(_ obstacle: Obstacle, at now: Moment) {
    if step == .signingUp { mayHaveSignedUp = mayHaveSignedUp || obstacle.mayHaveHappened }
    tries += 1
    if failure != nil { return meetAfterFailure(obstacle, at: now) }
    guard obstacle.isWorthARetry, tries < Self.triesMax else { return fail(obstacle.what, at: now) }
    actsAt = now + .seconds(1 << min(tries - 1, 3))
  }

  /// Nothing is given up that may leave an account behind.
  private mutating func meetAfterFailure(_ obstacle: Obstacle, at now: Moment) {
    actsAt = now + Self.lookEveryAfterFailure
    guard !obstacle.isWorthARetry else { return }
    switch step {
    case .signingUp: end(at: now)
    case .findingWhy: foundOut([], at: now)
    // Refused for good: it cannot be the subject's any more.
    case .erasingAccount: proceed(at: now)
    default: break
    }
  }

  mutating func fail(_ what: String, at now: Moment) {
    guard failure == nil else { return }
    failure = Failure(step: step, sentence: "The rehearsal failed while \(step.rawValue): \(what).", at: now)
    begin(.findingWhy, at: now)
  }

  mutating func foundOut(_ silent: [ServiceName], at now: Moment) {
    guard step == .findingWhy, let failed = failure else { return }
    let remedy =
      silent.isEmpty
      ? failed.step.remedy
      : "\(Self.list(silent)) \(silent.count == 1 ? "does" : "do") not answer: start it, and rehearse again."
    failure?.sentence += " " + remedy
    if token != nil {
      begin(.erasingAccount, at: now)
    } else if mayHaveSignedUp {
      begin(.signingUp, at: now)
    } else {
      end(at: now)
    }
  }

  /// The token is worth nothing any more; it goes all the same.
  mutating func end(at now: Moment) {
    stages[stages.count - 1].endedAt = now
    endedAt = now
    token = nil
  }

  static func list(_ services: [ServiceName]) -> String { services.map(\.rawValue).joined(separator: " and ") }
}
