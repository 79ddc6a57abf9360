import Shared

/// One errand to one custodian: look into its ledger, have erased what must go, try to read it back, write receipts
/// for what could not be read, and tell the custodian so that its entries may go; page by page, until nothing is
/// left.
///
/// An erasure is one errand to each custodian of its classes; it is over when a whole pass finds nothing. A sweep is
/// one errand to each custodian of all; it is over after one whole pass, since the next sweep follows soon. A replay of
/// the book is one errand to each as well, and is over like an erasure.
struct Errand: Codable, Hashable {
  typealias ID = Identifier<Errand>

  enum Scope: Codable, Hashable {
    /// What must be gone by now, and what its custodian erased by itself and nobody has checked.
    case due
    case owner(Owner.ID, [CopyClass])
    /// What was erased before and is there again, since the custodian was put back to an older state.
    case revived
    /// Every face: nobody can say any more which of them were to be erased.
    case faces
  }

  enum Step: Codable, Hashable {
    /// Nothing is under way. Can become: asking.
    case resting(until: Moment)
    /// Waits for a page of the ledger. Can become: asking, erasing, readingBack, resting, done.
    case asking(HoldingsQuery)
    /// Waits for deletions. Can become: asking, readingBack, resting, done.
    case erasing(Batch)
    /// Waits for what a reader finds. Can become: asking, erasing, reporting, resting, done.
    case readingBack(Batch)
    /// Receipts are written; waits until the custodian knows. Can become: asking, erasing, resting, done.
    case reporting(Batch)
    /// For good.
    case done
  }

  enum Event: Hashable {
    /// Start, or start over: answers still under way are no longer waited for.
    case begun
    case answered(CustodianReply)
    /// A page of the ledger, of which only some are meant.
    case listed([Copy], hasMore: Bool, meant: Set<Copy.ID>)
    case refused
    /// The process was stopped; no answer will come.
    case interrupted
  }

  enum Action: Hashable {
    case ask(CustodianRequest)
    /// Of these copies' owners and classes, before the copies are erased.
    case destroyKeys([Copy])
    /// Some of them for what the custodian did by its own clock.
    case writeReceipts([Copy], byOwnClock: [Copy.ID])
    /// A deleted copy was read: so many of them.
    case noteReadable(Int)
    case noteSilence
    /// A whole way through the ledger is done, and this came of it.
    case notePass(Pass)
  }

  /// At most so many copies are erased by one request.
  static let batchMax = 50
  /// Astria is asked about each copy on its own, and all must be answered before the janitor loses its patience.
  static let batchMaxAtAstria = 10
  /// What is still readable is erased again so many times before it rests.
  static let erasuresMax = 3

  let custodian: ServiceName
  let scope: Scope
  let reason: ErasureReason
  private(set) var step: Step
  /// Raised at each start; an answer to an earlier one says nothing any more.
  private(set) var round = 0
  private(set) var passes = 0
  private var pass = Pass()
  private var remainedBefore = 0

  init(to custodian: ServiceName, _ scope: Scope, _ reason: ErasureReason, at now: Moment) {
    self.custodian = custodian
    self.scope = scope
    self.reason = reason
    step = .resting(until: now)
  }

  var isResting: Bool { if case .resting = step { true } else { false } }

  private var batchMax: Int { custodian == .astriaBridge ? Self.batchMaxAtAstria : Self.batchMax }

  /// Somebody may wait for a replay of the book, to begin at all: it goes on as soon as the custodian answers again.
  private var restMax: Duration { scope.isReplay && pass.isCutShort ? .seconds(2) : Custodians.restMax }

  /// How many copies are known that have no receipt yet.
  var remaining: Int { max(remainedBefore, pass.found - pass.settled) }

  mutating func handle(_ event: Event, at now: Moment) -> [Action] {
    switch event {
    case .begun:
      round += 1
      return beginPass(at: now)
    case .answered(let reply): return answered(reply, at: now)
    case .listed(let copies, let hasMore, let meant):
      guard case .asking(let query) = step else { return refused(at: now) }
      return found(copies, query, hasMore, meant: meant, at: now)
    case .refused: return refused(at: now)
    case .interrupted:
      step = .resting(until: now)
      return []
    }
  }

  private mutating func answered(_ reply: CustodianReply, at now: Moment) -> [Action] {
    switch (step, reply) {
    case (.asking(let query), .holdings(let copies, let hasMore)): return found(copies, query, hasMore, at: now)
    case (.erasing(let batch), .erased(let results)): return erased(batch, results, at: now)
    case (.readingBack(let batch), .readBack(let results)): return readBack(batch, results, at: now)
    case (.reporting(let batch), .noted): return eraseAgain(batch, at: now)
    case (_, .holdings), (_, .erased), (_, .readBack), (_, .noted), (_, .summary): return refused(at: now)
    }
  }

  private mutating func refused(at now: Moment) -> [Action] {
    pass.isTroubled = true
    pass.isCutShort = true
    return [.noteSilence] + rest(at: now)
  }

  // MARK: Passes through the ledger

  private mutating func beginPass(at now: Moment) -> [Action] {
    passes += 1
    pass = Pass()
    switch scope {
    case .due: return goOn(.due(by: now), at: now)
    case .owner(let owner, _): return goOn(.owned(by: owner), at: now)
    case .revived, .faces: return goOn(.all(), at: now)
    }
  }

  /// With the next page, if there is one.
  private mutating func goOn(_ query: HoldingsQuery?, at now: Moment) -> [Action] {
    guard let query else { return endPass(at: now) }
    step = .asking(query)
    return [.ask(.holdings(query))]
  }

  private mutating func endPass(at now: Moment) -> [Action] { [.notePass(pass)] + rest(at: now) }

  private mutating func rest(at now: Moment) -> [Action] {
    remainedBefore = pass.found - pass.settled
    if scope == .due ? !pass.isCutShort : pass.found == 0 && !pass.isTroubled {
      step = .done
      return []
    }
    // What the first pass erased, the second no longer finds. What still appears then can wait a little.
    if passes == 1 && !pass.isTroubled { return beginPass(at: now) }
    step = .resting(until: now + min(.seconds(1 << min(passes - 1, 6)), restMax))
    return []
  }

  // MARK: Batches

  private mutating func found(
    _ copies: [Copy], _ query: HoldingsQuery, _ hasMore: Bool, meant: Set<Copy.ID>? = nil, at now: Moment
  ) -> [Action] {
    let concerned = copies.filter { concerns($0, at: now) && meant?.contains($0.id) ?? true }
    let batch = Batch(copies: Array(concerned.prefix(batchMax)))
    let last = batch.copies.count < concerned.count ? batch.copies.last : hasMore ? copies.last : nil
    // A page that leads nowhere must not be asked for again and again.
    let next = last.flatMap(query.following)
    guard !batch.copies.isEmpty else { return goOn(next, at: now) }
    pass.found += batch.copies.count
    let due = batch.present.filter { scope == .due && $0.mustBeGoneBy <= now }
    return (due.isEmpty ? [] : [.destroyKeys(due)]) + erase(batch.followed(by: next))
  }

  /// Whatever a custodian lists, nothing is touched that is not meant.
  private func concerns(_ copy: Copy, at now: Moment) -> Bool {
    switch scope {
    case .due: copy.dueAt <= now
    case .owner(let owner, let classes): copy.owner == owner && classes.contains(copy.copyClass)
    // What is erased already awaits the next sweep.
    case .revived: copy.state != .erased
    case .faces: copy.state != .erased && copy.copyClass.isFaceData
    }
  }

  private mutating func erase(_ batch: Batch) -> [Action] {
    guard !batch.present.isEmpty else { return askReadBack(batch) }
    step = .erasing(batch)
    return [.ask(.erase(copies: batch.present.map(\.id), reason: reason))]
  }

  private mutating func erased(_ batch: Batch, _ results: [ErasureResult], at now: Moment) -> [Action] {
    let batch = batch.noting(results, reason)
    pass.leave(batch.present, at: now)
    return batch.erased.copies.isEmpty ? goOn(batch.next, at: now) : askReadBack(batch.erased)
  }

  private mutating func askReadBack(_ batch: Batch) -> [Action] {
    step = .readingBack(batch)
    return [.ask(.readBack(copies: batch.copies.map(\.id)))]
  }

  private mutating func readBack(_ batch: Batch, _ results: [ReadBackResult], at now: Moment) -> [Action] {
    let findings = Dictionary(results.map { ($0.copy, $0.finding) }) { first, _ in first }
    let gone = batch.copies.filter { findings[$0.id] == .gone }
    let readable = batch.copies.filter { findings[$0.id] == .readable }
    pass.leave(batch.copies.filter { ![.gone, .readable].contains(findings[$0.id] ?? .unknown) }, at: now)
    let notes: [Action] = readable.isEmpty ? [] : [.noteReadable(readable.count)]
    let batch = batch.having(gone: gone, readable: readable)
    guard !gone.isEmpty else { return notes + eraseAgain(batch, at: now) }
    pass.settled += gone.count
    step = .reporting(batch)
    return notes + [.writeReceipts(gone, byOwnClock: batch.byOwnClock), .ask(.receipted(copies: gone.map(\.id)))]
  }

  private mutating func eraseAgain(_ batch: Batch, at now: Moment) -> [Action] {
    guard !batch.readable.isEmpty else { return goOn(batch.next, at: now) }
    guard batch.erasures < Self.erasuresMax else {
      pass.leaveReadable(batch.readable, at: now)
      return goOn(batch.next, at: now)
    }
    return erase(batch.again)
  }
}

extension Errand.Scope {
  /// Whether it is part of what must be through before any key leaves.
  var isReplay: Bool {
    switch self {
    case .revived, .faces: true
    case .due, .owner: false
    }
  }
}
