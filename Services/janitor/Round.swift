import Shared

/// One event's part of the janitor's rounds: errands begun, carried on and ended, and those answered who wait for them.
struct Round {
  let janitor: Janitor
  let turn: Turn<Janitor>

  private var errands: Errands { Errands(turn: turn) }
  private var askers: Askers { Askers(turn: turn) }
  private var custodians: Custodians { Custodians(turn: turn) }
  private var stocktaking: Stocktaking { Stocktaking(turn: turn) }
  private var sweepInterval: Duration { .seconds(janitor.settings.sweepSeconds) }
  private var keys: KeyRing { janitor.keys(turn) }
  private var forgotten: ForgottenOwners { ForgottenOwners(turn: turn) }

  /// Nothing is under way yet, and nobody waits any more.
  func start() throws {
    try askers.forgetAll()
    try keys.timePassed()
    try custodians.endRests()
    // A restored book's erasures go on until they are through.
    let isRestored = try Troubles(turn: turn).standing().contains(.bookRestored)
    for custodian in Custodians.all {
      try replay(isRestored && custodian != .account ? .faces : .revived, at: custodian)
    }
    for id in try errands.all() { try advance(id, .interrupted) }
    try sweepWhereDue(interval: .zero)
    try beginReady()
    try stocktaking.start(interval: sweepInterval)
  }

  func tick() throws {
    try keys.timePassed()
    try sweepWhereDue(interval: sweepInterval)
    try beginReady()
    try stocktaking.askWhereDue(interval: sweepInterval)
    for erasure in try askers.impatient() { try answer(erasure, evenIf: true) }
  }

  /// Destroys the keys now; the rest begins now and goes on until it is done.
  func erase(_ erasure: Erasure, _ reason: ErasureReason, _ asker: Envelope.ID) throws {
    let services = erasure.classes.map { janitor.settings.contract.row($0).custodian.service }
    guard !services.isEmpty, !services.contains(nil) else {
      throw Refusal(
        .invalidField, "Name classes that a custodian can be asked to erase: photo, tune, prompt, avatar, account.")
    }
    try keys.destroy(Photosession.ID(erasure.owner), erasure.classes)
    try askers.add(asker, for: erasure)
    guard try errands.of(erasure).isEmpty else { return }
    for custodian in Custodians.all where services.contains(custodian) {
      _ = try errands.add(Errand(to: custodian, .owner(erasure.owner, erasure.classes), reason, at: turn.now))
    }
    try beginReady()
  }

  /// One sweep, from the beginning, at all custodians.
  func sweep(for asker: Envelope.ID) throws {
    try askers.addForSweep(asker)
    for custodian in Custodians.all { try advance(sweepErrand(custodian), .begun) }
  }

  /// Refused while anything of these owners still lives: the receipts to come could not be told apart otherwise.
  func forget(_ owners: [Owner.ID]) throws {
    for owner in owners {
      guard try !errands.isOpen(owner), try !keys.isAlive(Photosession.ID(owner)) else {
        throw Refusal(.conflict, "An owner's erasure is not complete. Ask for it until it is, then have it forgotten.")
      }
      try janitor.receipts(turn).forget(owner)
      try keys.forget(Photosession.ID(owner))
      try forgotten.note(owner)
    }
    // A sweep under way may have seen these owners' last entries and would write a second receipt for them.
    for id in try errands.sweeping() where try errands.find(id)?.isResting == false { try advance(id, .begun) }
    turn.leavesNoTrace()
  }

  /// Nobody can say any more what was erased: all that is held of faces must go, and first of all the keys.
  func eraseFaces() throws {
    try keys.destroyAll()
    for custodian in [ServiceName.uploadStore, .astriaBridge] { try replay(.faces, at: custodian) }
    try beginReady()
  }

  /// Once more, as each day: keys go on to be handed out meanwhile.
  func replay() throws {
    for custodian in Custodians.all where try !errands.isReplaying(custodian) {
      _ = try errands.add(Errand(to: custodian, .revived, .orphan, at: turn.now))
    }
    try beginReady()
  }

  private func replay(_ scope: Errand.Scope, at custodian: ServiceName) throws {
    try errands.forgetReplays(at: custodian)
    try janitor.replay(turn).begin(custodian.rawValue)
    _ = try errands.add(Errand(to: custodian, scope, .orphan, at: turn.now))
  }

  func refused(_ refusal: Refusal, for ticket: Ticket) throws {
    if refusal.problem == .contractMismatch, let errand = try errands.find(ticket.errand) {
      try custodians.keepsAnotherContract(errand.custodian)
    }
    try take(.refused, for: ticket)
  }

  func take(_ event: Errand.Event, for ticket: Ticket) throws {
    guard let errand = try errands.find(ticket.errand), errand.round == ticket.round else { return }
    if event != .refused, try custodians.answered(errand.custodian) { try errands.hasten(at: errand.custodian) }
    try advance(errand, ticket.errand, errand.scope == .revived ? onlyRevived(event) : event)
    try beginReady(at: errand.custodian)
  }

  // MARK: Errands

  private func advance(_ id: Errand.ID, _ event: Errand.Event) throws {
    if let errand = try errands.find(id) { try advance(errand, id, event) }
  }

  private func advance(_ before: Errand, _ id: Errand.ID, _ event: Errand.Event) throws {
    var errand = before
    let actions = errand.handle(event, at: turn.now)
    for action in actions { try carryOut(action, of: errand, id) }
    try errands.save(errand, id)
    if errand.scope.isReplay {
      if errand.step == .done { try janitor.replay(turn).finish(errand.custodian.rawValue) }
    } else if let erasure = errand.erasure {
      try answer(erasure, evenIf: false)
    } else if try !errands.isSweepUnderWay() {
      try askers.answerSweep(silent: custodians.silent())
    }
  }

  private func carryOut(_ action: Errand.Action, of errand: Errand, _ id: Errand.ID) throws {
    switch action {
    case .ask(let request): turn.perform(.ask(errand.custodian, request, for: Ticket(errand: id, round: errand.round)))
    case .destroyKeys(let copies):
      for copy in copies { try keys.destroy(Photosession.ID(copy.owner), [copy.copyClass]) }
    case .writeReceipts(let copies, let byOwnClock):
      let written = try writeReceipts(copies, byOwnClock, errand)
      if errand.scope == .due { try askers.noteErased(written) }
      try stocktaking.noteChange(at: errand.custodian)
      if errand.scope.isReplay { try janitor.replay(turn).noteRevived(copies.count, at: errand.custodian.rawValue) }
    case .noteReadable(let copies): try custodians.noteReadable(copies, at: errand.custodian)
    case .noteSilence: try custodians.wasSilent(errand.custodian)
    case .notePass(let pass):
      if errand.scope == .due { try custodians.noteLeft(pass, at: errand.custodian) }
      try errands.noteLeft(pass, of: id)
    }
  }

  /// Of a page of a ledger, what the book says was erased, and what nobody can read since its key is gone.
  private func onlyRevived(_ event: Errand.Event) throws -> Errand.Event {
    guard case .answered(.holdings(let copies, let hasMore)) = event else { return event }
    let revived = try copies.filter { copy in
      if try copy.state != .erased && wasErased(copy) { return true }
      let hasKey = KeyLife.Terms.classes.contains(copy.copyClass)
      return try hasKey && !keys.isAlive(Photosession.ID(copy.owner), copy.copyClass)
    }
    return .listed(copies, hasMore: hasMore, meant: Set(revived.map(\.id)))
  }

  private func wasErased(_ copy: Copy) throws -> Bool {
    try janitor.receipts(turn).isWritten(copy.id) || forgotten.contains(copy.owner)
  }

  /// A copy gets one receipt only, so each is counted once, however often it is seen.
  /// What a replay of the book finds is there for another reason than orphans are: a backup.
  private func writeReceipts(_ copies: [Copy], _ byOwnClock: [Copy.ID], _ errand: Errand) throws -> Int {
    let receipts = janitor.receipts(turn)
    try receipts.noteOwnClock(copies.filter { byOwnClock.contains($0.id) })
    let orphans = try receipts.write(copies.filter { $0.reason == .orphan })
    if !errand.scope.isReplay { try custodians.noteOrphans(orphans, at: errand.custodian) }
    let written = try orphans + receipts.write(copies)
    try forgetAgain(Set(copies.map(\.owner)))
    return written
  }

  /// What a backup brought back of them may also be found by a sweep. Whose receipts these are stays as unknown as it
  /// was.
  private func forgetAgain(_ owners: Set<Owner.ID>) throws {
    for owner in owners.sorted() where try forgotten.contains(owner) {
      try janitor.receipts(turn).forget(owner)
      turn.leavesNoTrace()
    }
  }

  private func beginReady() throws {
    for custodian in Custodians.all { try beginReady(at: custodian) }
  }

  /// Whoever is silent is asked one thing at a time, ever less often; once it answers, all that waited begins.
  private func beginReady(at custodian: ServiceName) throws {
    while try isReady(custodian), let id = try errands.nextReady(at: custodian) { try advance(id, .begun) }
  }

  private func isReady(_ custodian: ServiceName) throws -> Bool {
    guard try custodians.state(of: custodian)?.silentSince != nil else { return true }
    return try custodians.mayBeAsked(custodian) && !errands.isUnderWay(at: custodian)
  }

  private func sweepWhereDue(interval: Duration) throws {
    for custodian in Custodians.all where try custodians.isSweepDue(custodian, interval: interval) {
      _ = try sweepErrand(custodian)
    }
  }

  /// The one under way, or a new one that begins with the next that are ready.
  private func sweepErrand(_ custodian: ServiceName) throws -> Errand.ID {
    if let id = try errands.sweeping(custodian).first { return id }
    try custodians.noteSweep(custodian)
    return try errands.add(Errand(to: custodian, .due, .expired, at: turn.now))
  }

  /// Tells those who wait how an erasure stands, once it is through or got stuck; `evenIf` it goes on, too.
  private func answer(_ erasure: Erasure, evenIf isUnderWay: Bool) throws {
    guard try askers.isAwaited(erasure) else { return }
    let open = try errands.of(erasure)
    guard isUnderWay || open.allSatisfy(\.isResting) else { return }
    let remaining = open.reduce(0) { $0 + $1.remaining }
    try askers.answer(erasure, complete: open.isEmpty, remaining: remaining)
  }
}
