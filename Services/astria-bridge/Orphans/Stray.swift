import Shared

/// A tune at Astria that has a title of ours and stands in no ledger: a model of a face that nobody would ever erase.
/// It is erased after a time of grace; if it got into the ledger meanwhile, it never was one.
struct Stray: Codable, Hashable {
  let tune: ListedTune
  let foundAt: Moment
  /// When to erase it next.
  private(set) var pace: Pace

  /// A POST is written into the ledger before it is made, so a tune on its way is none; grace is a margin for faults.
  init(_ tune: ListedTune, at now: Moment, _ rules: Rules) {
    self.tune = tune
    foundAt = now
    pace = Pace(from: now + rules.settle)
  }

  /// Since when it has been there, as far as is known.
  var since: Moment { min(tune.createdAt ?? foundAt, foundAt) }

  mutating func begins(at now: Moment) -> Bool { pace.begins(at: now) }

  mutating func remains(_ trouble: Trouble, at now: Moment, _ rules: Rules) {
    pace.again(after: trouble, at: now, rules)
  }

  /// Somebody has looked and wants it gone.
  mutating func hasten(to now: Moment) { pace.hasten(to: now) }

  mutating func interrupt(at now: Moment) { pace.interrupt(at: now) }
}

/// A tune of ours as Astria lists it.
struct ListedTune: Codable, Hashable, Sendable {
  let number: Int64
  /// As its title says.
  let copy: Copy.ID
  let createdAt: Moment?
}
