import Shared

/// What the janitor told everybody, and whether it still answers.
struct Notice: Sendable {
  var transparency: Transparency
  /// False if it did not answer when it was asked last: then this is how things stood.
  var isCurrent: Bool

  /// Without a janitor there are no keys, and without keys no photo is taken in.
  var isIntakeOpen: Bool { isCurrent && transparency.isIntakeOpen }
}

/// The last notice, asked for again after a few seconds at the earliest: however many people look at a public page,
/// the janitor hardly notices; and while it does not answer, they see what it said last.
actor Noticeboard {
  static let keeps = Duration.seconds(3)

  private let clock: WallClock
  private let look: @Sendable () async throws(Refusal) -> Transparency
  private var notice: Notice?
  private var askedAt: Moment?
  private var isAsking = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(clock: WallClock, look: @escaping @Sendable () async throws(Refusal) -> Transparency) {
    self.clock = clock
    self.look = look
  }

  /// `nil` if the janitor never answered yet.
  func read() async -> Notice? {
    if isFresh || (isAsking && notice != nil) { return notice }
    if isAsking {
      await withCheckedContinuation { waiting.append($0) }
    } else {
      await ask()
    }
    return notice
  }

  /// A clock that was set back makes it look as if it had been asked in the future: then it is asked again.
  private var isFresh: Bool {
    guard let askedAt else { return false }
    let age = clock.now() - askedAt
    return age >= .zero && age < Self.keeps
  }

  private func ask() async {
    isAsking = true
    do throws(Refusal) {
      notice = Notice(transparency: try await look(), isCurrent: true)
      askedAt = clock.now()
    } catch  where error.problem == .cancelled {
      // Whoever asked went away; that says nothing about the janitor.
    } catch {
      notice?.isCurrent = false
      askedAt = clock.now()
    }
    isAsking = false
    for waiter in waiting { waiter.resume() }
    waiting = []
  }
}
