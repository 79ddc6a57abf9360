import Shared

/// A tune or a prompt at Astria, from the intent to have it made to the receipt that it is gone: a line of the ledger.
struct Piece: Codable, Hashable {
  enum Removal: Codable, Hashable {
    /// Still needed. Can become: wanted, done (if it was never made).
    case none
    /// To be deleted, as soon as it is known whether it exists. Can become: done.
    case wanted(ErasureReason, Pace)
    /// Deleted, or never made; not read back yet. Can become: wanted (if it could still be read), receipted.
    case done(ErasureReason, Moment)
    /// Its receipt is written: it is in the ledger no more.
    case receipted
  }

  /// Since when Astria may hold it, and until when at most.
  struct Span: Codable, Hashable {
    let receivedAt: Moment
    let mustBeGoneBy: Moment
    let deadline: Moment
  }

  let copy: Copy.ID
  /// What it is found by: a tune's title, or a prompt's text.
  let name: String
  private(set) var making: Making
  private(set) var removal = Removal.none
  /// Set in the transaction before the first POST: from then on it is in the ledger.
  private(set) var span: Span?
  /// Of one picture, as long as it may have to be probed.
  private(set) var address: Personal<String>?

  init(_ copy: Copy.ID, name: String, at now: Moment) {
    self.copy = copy
    self.name = name
    making = Making(from: now)
  }

  var isReceipted: Bool { removal == .receipted }
  var isWanted: Bool { removal == .none }
  var isInLedger: Bool { span != nil && !isReceipted }

  /// Whether it is not there, or cannot be got rid of for now: then what comes after it need not wait longer.
  var isOutOfTheWay: Bool {
    switch removal {
    case .none: span == nil
    case .wanted(_, let pace): pace.tries >= 3 || making.tries >= 3
    case .done, .receipted: true
    }
  }

  var wakesAt: Moment? {
    switch removal {
    case .none: making.wakesAt
    case .wanted(_, let pace): making.isSettled ? pace.wakesAt : making.wakesAt
    case .done, .receipted: nil
    }
  }

  // MARK: Making

  /// - Parameter span: as it shall stand in the ledger if this is the first POST.
  mutating func nextStep(at now: Moment, _ span: @autoclosure () -> Span) -> Making.Step? {
    let step = making.nextStep(isWanted: true, at: now)
    if step == .post, self.span == nil { self.span = span() }
    return step
  }

  /// On the way to its deletion: finds out whether it exists, and makes it no more.
  mutating func settle(at now: Moment) -> Making.Step? {
    guard case .wanted = removal else { return nil }
    let step = making.nextStep(isWanted: false, at: now)
    endIfNeverMade(at: now)
    return step
  }

  mutating func handle(_ answer: Making.Answer, at now: Moment, _ rules: Rules) {
    making.handle(answer, at: now, rules)
    if case .known(_, let address) = answer { remember(address) }
    endIfNeverMade(at: now)
  }

  mutating func remember(_ address: Personal<String>?) {
    if let address, !isReceipted { self.address = address }
  }

  // MARK: Removal

  mutating func remove(_ reason: ErasureReason, at now: Moment) {
    guard removal == .none else { return }
    removal = .wanted(reason, Pace(from: now))
    endIfNeverMade(at: now)
  }

  /// The number to delete now, if any.
  mutating func nextDeletion(at now: Moment) -> Int64? {
    guard let number = making.number, case .wanted(let reason, var pace) = removal, pace.begins(at: now) else {
      return nil
    }
    removal = .wanted(reason, pace)
    return number
  }

  mutating func deleted(_ trouble: Trouble?, at now: Moment, _ rules: Rules) {
    guard case .wanted(let reason, var pace) = removal else { return }
    if let trouble {
      pace.again(after: trouble, at: now, rules)
      removal = .wanted(reason, pace)
    } else {
      removal = .done(reason, now)
    }
  }

  /// - Parameter number: under which it was found, if it was looked for by name.
  mutating func wasReadable(under number: Int64?, at now: Moment) {
    guard case .done(let reason, _) = removal else { return }
    if let number { making.found(number) }
    removal = .wanted(reason, Pace(from: now))
    endIfNeverMade(at: now)
  }

  mutating func receipt() {
    guard case .done = removal else { return }
    removal = .receipted
    address = nil
  }

  mutating func interrupt(at now: Moment, _ rules: Rules) {
    making.interrupt(at: now, rules)
    guard case .wanted(let reason, var pace) = removal else { return }
    pace.interrupt(at: now)
    removal = .wanted(reason, pace)
  }

  private mutating func endIfNeverMade(at now: Moment) {
    guard making.state == .never else { return }
    switch removal {
    case .none: removal = .done(.orphan, now)
    case .wanted(let reason, _): removal = .done(reason, now)
    case .done, .receipted: break
    }
  }
}

extension Piece {
  /// Its line in the ledger.
  func line(of owner: Owner.ID, _ copyClass: CopyClass) -> Copy? {
    guard let span, !isReceipted else { return nil }
    var line = Copy(
      id: copy, owner: owner, copyClass: copyClass, custodian: .astria, state: .held, receivedAt: span.receivedAt,
      mustBeGoneBy: span.mustBeGoneBy, deadline: span.deadline)
    switch removal {
    case .none, .receipted: line.state = making.number == nil ? .expected : .held
    case .wanted(let reason, _):
      line.state = making.number == nil ? .expected : .erasing
      line.reason = reason
    case .done(let reason, let moment):
      line.state = .erased
      line.reason = reason
      line.erasedAt = moment
    }
    return line
  }
}
