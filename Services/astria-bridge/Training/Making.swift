import Shared

/// The making of one thing at Astria, a tune or a prompt, which costs money and must not happen twice.
///
/// Astria knows no request ids. So a lost answer is followed by waiting, then by a look for the thing's name, and only
/// if it is not there by another POST.
struct Making: Codable, Hashable {
  enum State: Codable, Hashable {
    /// Nothing is under way, and nothing was made. Can become: posting, never.
    case intended
    /// A POST is under way. Can become: known, unsure, intended, never.
    case posting
    /// A POST's answer was lost. Can become: looking.
    case unsure
    /// Astria's list is being read. Can become: known, unsure, intended.
    case looking
    /// It is there, under this number.
    case known(Int64)
    /// It was not made and will not be. Can become: known, if it is found after all.
    case never
  }

  enum Step { case post, look }

  /// What came of a step.
  enum Answer: Codable, Hashable {
    /// - address: of one picture of it, for the read-back.
    case known(Int64, address: Personal<String>?)
    /// Looked for and not found.
    case absent
    case trouble(Trouble)
  }

  private(set) var state = State.intended
  private var pace: Pace

  init(from now: Moment) { pace = Pace(from: now) }

  var number: Int64? { if case .known(let number) = state { number } else { nil } }
  var isSettled: Bool { number != nil || state == .never }
  var tries: Int { pace.tries }

  /// When to ask for the next step.
  var wakesAt: Moment? {
    switch state {
    case .intended, .unsure: pace.wakesAt
    case .posting, .looking, .known, .never: nil
    }
  }

  /// - Parameter isWanted: `false` once it is only to be found and deleted.
  mutating func nextStep(isWanted: Bool, at now: Moment) -> Step? {
    switch state {
    case .intended where !isWanted:
      state = .never
      return nil
    case .intended:
      guard pace.begins(at: now) else { return nil }
      state = .posting
      return .post
    case .unsure:
      guard pace.begins(at: now) else { return nil }
      state = .looking
      return .look
    case .posting, .looking, .known, .never: return nil
    }
  }

  mutating func handle(_ answer: Answer, at now: Moment, _ rules: Rules) {
    switch (state, answer) {
    case (_, .known(let number, _)): state = .known(number)
    case (.looking, .absent):
      state = .intended
      pace = Pace(from: now)
    case (.looking, .trouble(let trouble)):
      state = .unsure
      pace.again(after: trouble, at: now, rules)
    case (.posting, .trouble(let trouble)): refused(trouble, at: now, rules)
    case (.intended, _), (.posting, .absent), (.unsure, _), (.known, _), (.never, _): break
    }
  }

  /// The process died: what was under way may have been carried out.
  mutating func interrupt(at now: Moment, _ rules: Rules) {
    switch state {
    case .posting: beUnsure(until: now + rules.settle)
    case .looking: beUnsure(until: now)
    case .intended, .unsure, .known, .never: break
    }
  }

  /// It was found although it had been given up.
  mutating func found(_ number: Int64) { state = .known(number) }

  private mutating func refused(_ trouble: Trouble, at now: Moment, _ rules: Rules) {
    switch trouble.kind {
    case .lost: beUnsure(until: now + rules.settle)
    case .rejected, .photosGone: state = .never
    case .unreachable, .busy, .operatorNeeded:
      state = .intended
      pace.again(after: trouble, at: now, rules)
    }
  }

  private mutating func beUnsure(until moment: Moment) {
    state = .unsure
    pace = Pace(from: moment)
  }
}
