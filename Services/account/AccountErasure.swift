import Shared

/// What is left to be done for a person who asked to be erased. Name, address, consent and access tokens are gone by
/// then: they were deleted when it was asked for.
struct AccountErasure: Equatable {
  enum Step: String, Codable, Sendable {
    /// `astria-bridge` ends and erases every photosession of the account. Can become: writingReceipt.
    case endingPhotosessions = "ending-photosessions"
    /// The janitor tries to read here what was deleted, and writes the receipt. Can become: forgettingReceipt.
    case writingReceipt = "writing-receipt"
    /// The janitor forgets whose receipt it was. Can become: nothing; then the account is forgotten here too.
    case forgettingReceipt = "forgetting-receipt"
  }

  /// Something to ask another process, again and again until it is done.
  struct Errand: Codable, Sendable, Hashable {
    let account: Account.ID
    let step: Step
    /// Somebody who comes back from a backup is erased once more: that is another erasure than the first.
    let askedAt: Moment
  }

  /// What came of an errand.
  struct Report: Codable, Sendable, Hashable {
    let errand: Errand
    let isDone: Bool
  }

  enum Event: Equatable {
    /// It was asked for, the process started, or the time of the next try has come.
    case due
    case answered(Step, isDone: Bool)
  }

  enum Action: Equatable {
    case ask(Step)
    /// Nothing is left to be done.
    case forget
  }

  /// How long an answer is waited for.
  static let answerMax = Duration.seconds(30)
  static let pauseMax = Duration.seconds(60)

  var step = Step.endingPhotosessions
  /// In this step, without success.
  var tries = 0
  /// When to ask again, unless an answer comes first.
  var nextTryAt: Moment

  mutating func handle(_ event: Event, at now: Moment) -> [Action] {
    switch event {
    case .due: return ask(at: now)
    // Errands can be run twice, so an answer can come when its step is long past.
    case .answered(let answered, _) where answered != step: return []
    case .answered(_, isDone: true): return proceed(at: now)
    case .answered(_, isDone: false):
      nextTryAt = now + min(.seconds(1 << min(tries, 6)), Self.pauseMax)
      tries += 1
      return []
    }
  }

  private mutating func ask(at now: Moment) -> [Action] {
    nextTryAt = now + Self.answerMax + .seconds(1)
    return [.ask(step)]
  }

  private mutating func proceed(at now: Moment) -> [Action] {
    guard let next = step.next else { return [.forget] }
    step = next
    tries = 0
    return ask(at: now)
  }
}

extension AccountErasure.Step {
  var next: Self? {
    switch self {
    case .endingPhotosessions: .writingReceipt
    case .writingReceipt: .forgettingReceipt
    case .forgettingReceipt: nil
    }
  }

  /// For people.
  var progress: String {
    switch self {
    case .endingPhotosessions: "its photosessions are being ended and erased"
    case .writingReceipt: "the janitor reads back what was deleted and writes the receipt"
    case .forgettingReceipt: "the janitor forgets whose receipt that was"
    }
  }
}
