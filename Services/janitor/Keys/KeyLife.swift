import Shared

/// The life of one data key: made with the photosession, its clock started by whoever asks for it first, destroyed when
/// the purpose ends or the time is over. Once destroyed it is never handed out or made again.
struct KeyLife: Hashable {
  enum State: Hashable {
    /// Made, and nobody has asked for it yet: it encrypts nothing. Can become: counting, destroyed.
    case issued
    /// Copies may exist that it encrypts; all of them must be gone by then. Can become: destroyed.
    case counting(mustBeGoneBy: Moment, deadline: Moment)
    /// Only this memory of it remains, so that it is not made a second time.
    case destroyed(at: Moment)
  }

  enum Event: Hashable {
    case asked
    case purposeEnded
    case timePassed
  }

  enum Action: Hashable {
    case handOut(mustBeGoneBy: Moment, deadline: Moment)
    case refuse
    /// Overwrite the wrapped key, before anything else of the erasure.
    case destroy
  }

  /// The lengths of time that the contract gives a key.
  struct Terms: Hashable {
    /// For how long nobody need ask for it.
    let unasked: Duration
    let mustBeGoneBy: Duration
    let deadline: Duration
  }

  let issuedAt: Moment
  let terms: Terms
  private(set) var state: State

  init(issuedAt: Moment, terms: Terms, state: State = .issued) {
    self.issuedAt = issuedAt
    self.terms = terms
    self.state = state
  }

  /// When it is destroyed at the latest; `nil` once it is.
  var endsAt: Moment? {
    switch state {
    case .issued: issuedAt + terms.unasked
    case .counting(let mustBeGoneBy, _): mustBeGoneBy
    case .destroyed: nil
    }
  }

  mutating func handle(_ event: Event, at now: Moment) -> [Action] {
    guard let endsAt else { return event == .asked ? [.refuse] : [] }
    switch event {
    case .asked: return now < endsAt ? handOut(at: now) : [.refuse]
    case .purposeEnded: return destroy(at: now)
    case .timePassed: return now < endsAt ? [] : destroy(at: now)
    }
  }

  private mutating func handOut(at now: Moment) -> [Action] {
    if case .counting(let mustBeGoneBy, let deadline) = state {
      return [.handOut(mustBeGoneBy: mustBeGoneBy, deadline: deadline)]
    }
    let (mustBeGoneBy, deadline) = (now + terms.mustBeGoneBy, now + terms.deadline)
    state = .counting(mustBeGoneBy: mustBeGoneBy, deadline: deadline)
    return [.handOut(mustBeGoneBy: mustBeGoneBy, deadline: deadline)]
  }

  private mutating func destroy(at now: Moment) -> [Action] {
    state = .destroyed(at: now)
    return [.destroy]
  }
}

extension KeyLife.Terms {
  /// The classes that are encrypted with a key of their own.
  static let classes: [CopyClass] = [.photo, .avatar]

  /// A photo key must be asked for while photos may still be given. The avatar key's turn comes later: photos may be
  /// handed over at the very end of their time, and then the tune has its own time until avatars arrive.
  init(_ copyClass: CopyClass, _ contract: RetentionContract) {
    let row = contract.row(copyClass)
    let photos = contract.row(.photo).mustBeGoneBy.duration
    unasked = copyClass == .avatar ? photos + contract.row(.tune).mustBeGoneBy.duration : photos
    mustBeGoneBy = row.mustBeGoneBy.duration
    deadline = row.deadline.duration
  }
}
