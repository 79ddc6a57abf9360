import Shared

/// When something is tried next: soon at first, then less and less often. Never twice at once.
struct Pace: Codable, Hashable {
  private(set) var dueAt: Moment
  private(set) var isUnderWay = false
  /// How often it was tried in vain.
  private(set) var tries = 0

  init(from moment: Moment) { dueAt = moment }

  /// When to call `begins` next; `nil` while an answer is awaited.
  var wakesAt: Moment? { isUnderWay ? nil : dueAt }

  /// Whether it is to be tried now. It is under way from then on.
  mutating func begins(at now: Moment) -> Bool {
    guard !isUnderWay, dueAt <= now else { return false }
    isUnderWay = true
    return true
  }

  /// It was answered, but is not over: look again.
  mutating func again(at now: Moment, _ rules: Rules) {
    wait(from: now, first: rules.pollFirst, most: rules.pollMost)
  }

  /// It could not be had. If Astria said how long to wait, that long, within reason.
  mutating func again(after trouble: Trouble, at now: Moment, _ rules: Rules) {
    wait(from: now, first: rules.troubleFirst, most: rules.troubleMost)
    guard let seconds = trouble.retryAfter else { return }
    dueAt = max(dueAt, now + min(.seconds(seconds), rules.troubleMost))
  }

  /// Somebody says that a look is worth it now.
  mutating func hasten(to now: Moment) { dueAt = min(dueAt, now) }

  /// The process died meanwhile: no answer will come.
  mutating func interrupt(at now: Moment) {
    guard isUnderWay else { return }
    isUnderWay = false
    dueAt = now
  }

  private mutating func wait(from now: Moment, first: Duration, most: Duration) {
    isUnderWay = false
    dueAt = now + min(first * (1 << min(tries, 16)), most)
    tries += 1
  }
}
