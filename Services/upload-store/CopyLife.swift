import Shared

/// The life of one copy, from the row written before its bytes to the row that goes once its receipt is written.
///
/// Decides only: what it wants done leaves as actions, what came of it enters as the next event. Everything may come
/// twice or late, so an event that does not fit the state is passed over, never a reason to bring a copy back.
struct CopyLife: Equatable {
  enum State: String, CaseIterable {
    /// Written down; its bytes are on their way. Can become: held, cutOff, discarding, or nothing at all.
    case expected
    /// No longer wanted while its bytes are still on their way. Can become: discarding, or nothing at all.
    case cutOff = "cut-off"
    /// Never acknowledged; bytes may lie in the store. Can become: nothing at all, once they were looked for in vain:
    /// nobody else will look for them.
    case discarding
    /// Acknowledged: not lost from here on until its purpose or its time ends. Can become: erasing, erased.
    case held
    /// Being deleted, again and again until that succeeds. Can become: erased.
    case erasing
    /// Deleted, awaiting the janitor's read-back and receipt. Can become: erasing (if still readable), nothing at all.
    case erased
  }

  enum Event: Equatable {
    /// The bytes lie in the store, sealed with a key that ends then.
    case takenIn(mustBeGoneBy: Moment, deadline: Moment)
    /// `isClean`: surely nothing of it lies in the store.
    case notTakenIn(isClean: Bool)
    /// The process started; nobody brings bytes that were on their way before.
    case restarted
    case erase(ErasureReason)
    /// The time of `wakesAt` has come.
    case woke
    case removed
    case notRemoved
    /// Looked for, and not in the store.
    case lost
    case receipted
  }

  enum Action: Equatable {
    /// Tell who sent it that it is held.
    case acknowledge
    /// Tell who sent it that it came too late.
    case turnAway
    /// Delete its object and forget its key.
    case remove
    /// Look whether its object is really gone.
    case lookFor
    /// Delete its row.
    case drop
  }

  /// Between two tries to remove an object.
  static let retryAfter = Duration.seconds(5)

  private(set) var state: State
  private(set) var mustBeGoneBy: Moment
  private(set) var deadline: Moment
  /// When it has something to do by itself.
  private(set) var wakesAt: Moment?
  private(set) var erasedAt: Moment?
  private(set) var reason: ErasureReason?

  init(expectedUntil mustBeGoneBy: Moment, deadline: Moment) {
    self.init(
      state: .expected, mustBeGoneBy: mustBeGoneBy, deadline: deadline, wakesAt: mustBeGoneBy, erasedAt: nil,
      reason: nil)
  }

  /// As it was saved.
  init(
    state: State, mustBeGoneBy: Moment, deadline: Moment, wakesAt: Moment?, erasedAt: Moment?, reason: ErasureReason?
  ) {
    self.state = state
    self.mustBeGoneBy = mustBeGoneBy
    self.deadline = deadline
    self.wakesAt = wakesAt
    self.erasedAt = erasedAt
    self.reason = reason
  }

  mutating func handle(_ event: Event, at now: Moment) -> [Action] {
    switch event {
    case .takenIn(let end, let deadline): takenIn(until: end, deadline, at: now)
    case .notTakenIn(let isClean): notTakenIn(isClean, at: now)
    case .restarted: isOnItsWay ? discard(at: now) : []
    case .erase(let reason): erase(reason, at: now)
    case .woke: woke(at: now)
    case .removed: removed(at: now)
    case .notRemoved: notRemoved(at: now)
    case .lost: lost(at: now)
    case .receipted: state == .erased ? [.drop] : []
    }
  }

  var isOnItsWay: Bool { state == .expected || state == .cutOff }

  /// Where our clock and the janitor's disagree, the one that erases earlier wins.
  private mutating func takenIn(until end: Moment, _ keyDeadline: Moment, at now: Moment) -> [Action] {
    guard isOnItsWay else { return [] }
    mustBeGoneBy = min(mustBeGoneBy, end)
    deadline = min(deadline, keyDeadline)
    guard state == .expected, mustBeGoneBy > now else { return [.turnAway] + discard(at: now) }
    state = .held
    wakesAt = mustBeGoneBy
    return [.acknowledge]
  }

  private mutating func notTakenIn(_ isClean: Bool, at now: Moment) -> [Action] {
    guard isOnItsWay else { return [] }
    return isClean ? [.drop] : discard(at: now)
  }

  private mutating func discard(at now: Moment) -> [Action] {
    state = .discarding
    return remove(at: now)
  }

  /// Bytes on their way are not deleted under the hands of who writes them: they are discarded when they have come.
  private mutating func erase(_ reason: ErasureReason, at now: Moment) -> [Action] {
    switch state {
    case .expected:
      state = .cutOff
      wakesAt = nil
      return []
    case .cutOff: return []
    case .discarding, .erasing: return remove(at: now)
    case .held, .erased:
      state = .erasing
      self.reason = self.reason ?? reason
      erasedAt = nil
      return remove(at: now)
    }
  }

  private mutating func woke(at now: Moment) -> [Action] {
    guard let wakesAt, wakesAt <= now else { return [] }
    return erase(.expired, at: now)
  }

  private mutating func removed(at now: Moment) -> [Action] {
    switch state {
    case .discarding: return [.lookFor]
    case .erasing:
      state = .erased
      erasedAt = now
      wakesAt = nil
      return []
    case .expected, .cutOff, .held, .erased: return []
    }
  }

  private mutating func notRemoved(at now: Moment) -> [Action] {
    if state == .discarding || state == .erasing { wakesAt = now + Self.retryAfter }
    return []
  }

  private mutating func lost(at now: Moment) -> [Action] {
    switch state {
    case .held:
      state = .erased
      erasedAt = now
      reason = .orphan
      wakesAt = nil
      return []
    case .discarding: return [.drop]
    case .expected, .cutOff, .erasing, .erased: return []
    }
  }

  private mutating func remove(at now: Moment) -> [Action] {
    wakesAt = now + Self.retryAfter
    return [.remove]
  }
}

extension CopyLife.State: SQLValue {
  /// As the janitor knows it.
  var asCopyState: Copy.State {
    switch self {
    case .expected: .expected
    case .held: .held
    case .cutOff, .discarding, .erasing: .erasing
    case .erased: .erased
    }
  }
}
