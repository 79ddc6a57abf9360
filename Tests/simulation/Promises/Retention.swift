import Shared

@testable import account
@testable import astria_bridge
@testable import janitor
@testable import upload_store

// P1 to P5, P9 and P14: what is there, and for how long.
extension Promises {
  // MARK: P2, P5: what comes

  func put(_ stored: StoredCopy) {
    let database = world.processes.uploadStore.script
    let rows = read(database) { try $0.count("SELECT COUNT(*) FROM copy WHERE object = ?", stored.object) }
    if rows == 0 { world.broke(.p2, "bytes of \(stored.copy) are put where no ledger entry stands") }
    var order = orders[stored.owner] ?? Order()
    if stored.copyClass == .photo {
      order.firstPhotoAt = order.firstPhotoAt ?? world.now
    } else {
      order.firstAvatarAt = order.firstAvatarAt ?? world.now
    }
    orders[stored.owner] = order
    expectGone(stored)
  }

  /// Photos come to Astria.
  func handsOver(_ title: String) -> (copy: Copy.ID, owner: Photosession.ID)? {
    let found = read(world.processes.astriaBridge.script) { database -> (Copy.ID, Photosession.ID)? in
      let sql = "SELECT account, machine FROM photosession WHERE machine LIKE ?"
      guard let row = try database.row(sql, "%\(title)%").map(Photosessions.Row.init), let tune = row.training.tune
      else { return nil }
      guard try astria_bridge.Ledger(database: database).find(tune.copy) != nil else { return nil }
      return (tune.copy, row.training.photosession)
    }
    guard let found = found ?? nil else {
      world.broke(.p2, "Astria is given photos for \(title), which no ledger entry covers")
      return nil
    }
    if orders[found.1]?.handedOverAt == nil { orders[found.1, default: Order()].handedOverAt = world.now }
    expectGone(tuneOf: found.1)
    return found
  }

  /// P7: one charge, whatever is lost, doubled or retried.
  func trains(_ tune: Astria.Tune) {
    guard let owner = tune.owner, !restored.contains(.astriaBridge) else { return }
    if !trained.insert(owner).inserted { world.broke(.p7, "a second tune is trained for \(owner)") }
  }

  func asksForPrompt(_ text: String, on number: Int64) -> Copy.ID? {
    guard let owner = world.astria.tunes[number]?.owner else { return nil }
    let found = read(world.processes.astriaBridge.script) { database -> Copy.ID? in
      guard let row = try Photosessions(database: database).find(owner) else { return nil }
      guard let prompt = row.training.prompts.first(where: { text.hasSuffix($0.piece.name) }) else { return nil }
      return try astria_bridge.Ledger(database: database).find(prompt.piece.copy)?.id
    }
    if found ?? nil == nil { world.broke(.p2, "a prompt of \(owner) is made that no ledger entry covers") }
    return found ?? nil
  }

  // MARK: P9, P6: what goes

  func deletes(_ item: Shelf.Item) {
    lastGoneAt = world.now
    let stored = item.stored
    guard acknowledged.contains(stored.copy), !mayGo(stored.copyClass, of: stored.owner),
      !removed.contains(stored.copy), restored.isEmpty
    else { return }
    let entry = read(world.processes.uploadStore.script) { try upload_store.Ledger(database: $0).find(stored.copy) }
    guard let entry = entry ?? nil, entry.life.mustBeGoneBy > latestWall else { return }
    world.broke(.p9, "the \(stored.copyClass) \(stored.copy) of \(stored.owner) is deleted without a reason")
  }

  func deletes(_ tune: Astria.Tune) { checkMayGo(.tune, tune.owner, "tune \(tune.number)") }
  func deletes(_ prompt: Astria.Prompt) { checkMayGo(.prompt, prompt.owner, "prompt \(prompt.number)") }

  private func checkMayGo(_ copyClass: CopyClass, _ owner: Photosession.ID?, _ name: String) {
    lastGoneAt = world.now
    guard let owner, !mayGo(copyClass, of: owner), restored.isEmpty else { return }
    world.broke(.p9, "the \(name) of \(owner) is deleted without a reason")
  }

  private func mayGo(_ copyClass: CopyClass, of owner: Photosession.ID) -> Bool {
    guard let order = orders[owner] else { return false }
    return order.ended[copyClass] != nil || order.account.map(erasing.contains) ?? false
  }

  /// Where clocks disagree, the one that erases earlier wins.
  private var latestWall: Moment { world.processes.all.map(\.steady).max() ?? world.now }

  // MARK: P1: nothing is readable after its deadline

  func checkNothingReadableIsOverdue() {
    for item in world.shelf.items.values where isOverdue(item.stored.copyClass, item.stored.owner) {
      guard hasKey(item.stored) else { continue }
      guard couldHaveGone(item.stored) else {
        isLate(item.stored)
        continue
      }
      world.broke(.p1, "the \(item.stored.copyClass) \(item.stored.copy) is readable after its deadline")
    }
    for tune in world.astria.tunes.values {
      guard let owner = tune.owner, isOverdue(.tune, owner), !isExcused(tune.number, owner) else { continue }
      world.broke(.p1, "the tune \(tune.number) is at Astria after its deadline")
    }
    for prompt in world.astria.prompts.values {
      guard let owner = prompt.owner, isOverdue(.prompt, owner), !isExcused(prompt.number, owner) else { continue }
      world.broke(.p1, "the prompt \(prompt.number) is at Astria after its deadline")
    }
  }

  /// Not kept, and nobody was there who could have kept it.
  private func isLate(_ stored: StoredCopy) {
    guard late.readable.insert(stored.copy).inserted else { return }
    noteWarning(about: .uploadStore)
  }

  private func isExcused(_ number: Int64, _ owner: Photosession.ID) -> Bool {
    guard !couldHaveGoneAtAstria(owner) else { return false }
    if late.atAstria.insert(number).inserted { noteWarning(about: .astriaBridge) }
    return true
  }

  /// How long ago somebody was told.
  private func noteWarning(about name: ServiceName) {
    guard let since = ringing.filter({ $0.key.about == name }).map(\.value).min() else { return late.isUnwarned = true }
    late.leastWarning = min(late.leastWarning ?? world.now - since, world.now - since)
  }

  private func isOverdue(_ copyClass: CopyClass, _ owner: Photosession.ID) -> Bool {
    guard let start = orders[owner]?.countsFrom(copyClass) else { return false }
    return start + World.contract.row(copyClass).deadline.duration < world.now
  }

  func hasKey(_ stored: StoredCopy) -> Bool { hasKey(stored.owner, stored.copyClass) }

  func hasKey(_ owner: Photosession.ID, _ copyClass: CopyClass) -> Bool {
    let keys = read(world.processes.janitor.script) {
      try $0.count(
        "SELECT COUNT(*) FROM data_key WHERE photosession = ? AND class = ? AND wrapped IS NOT NULL", owner, copyClass)
    }
    return keys ?? 0 > 0
  }

  /// Whether those who can keep the promise had the time to: either the key or the bytes would have done.
  private func couldHaveGone(_ stored: StoredCopy) -> Bool {
    guard let (due, deadline) = span(stored.copyClass, stored.owner) else { return false }
    let health = world.health
    return health.wereWell([.janitor], for: .seconds(120), from: due, until: deadline)
      || health.wereWell([.uploadStore, .shelf], for: .seconds(900), from: due, until: deadline)
  }

  func couldHaveGoneAtAstria(_ owner: Photosession.ID) -> Bool {
    guard let (due, deadline) = span(.tune, owner) else { return false }
    return world.health.wereWell([.astriaBridge, .astria], for: .seconds(3600), from: due, until: deadline)
  }

  private func span(_ copyClass: CopyClass, _ owner: Photosession.ID) -> (Moment, Moment)? {
    guard let start = orders[owner]?.countsFrom(copyClass) else { return nil }
    let row = World.contract.row(copyClass)
    return (start + row.mustBeGoneBy.duration, start + row.deadline.duration)
  }

  // MARK: P3: at once

  /// A bridge that was put back may not know that a purpose has ended; then time ends it.
  func expectErasure(of copyClass: CopyClass, _ owner: Photosession.ID) {
    switch copyClass {
    case .photo, .avatar:
      expect(
        .p3, within: .seconds(1200), of: [.astriaBridge, .janitor, .wire, .skew],
        "the purpose of the \(copyClass)s of \(owner) has ended and their key lives"
      ) { [unowned self] in restored.contains(.astriaBridge) || !hasKey(owner, copyClass) }
    default:
      expect(
        .p3, within: .seconds(3600), of: [.astriaBridge, .astria, .janitor, .wire, .skew],
        "the purpose of the \(copyClass)s of \(owner) has ended and Astria has them"
      ) { [unowned self] in restored.contains(.astriaBridge) || !isAtAstria(owner, copyClass) }
    }
  }

  // MARK: P14: what is due

  /// By a clock that is set back for long it is due later, though well before the deadline: so this counts from when
  /// the clocks are right again, and P1 all the time.
  private func expectGone(_ stored: StoredCopy) {
    guard let (due, _) = span(stored.copyClass, stored.owner) else { return }
    world.plan(at: due) { [unowned self] in
      world.processes.janitor.replan()
      expect(
        .p14, within: .seconds(1800), of: [.uploadStore, .shelf, .janitor, .wire, .clocks, .skew],
        "\(stored.copy) is due and its entry or its bytes are still there"
      ) { [unowned self] in world.shelf.items[stored.object] == nil && !isInLedger(stored.copy) }
    }
  }

  private func expectGone(tuneOf owner: Photosession.ID) {
    guard let (due, deadline) = span(.tune, owner) else { return }
    world.plan(at: deadline - Self.timeToSave) { [unowned self] in checkAlarm(about: owner) }
    world.plan(at: due) { [unowned self] in
      world.processes.janitor.replan()
      expect(
        .p14, within: .seconds(7200), of: [.astriaBridge, .astria, .janitor, .wire, .clocks, .skew],
        "the tune of \(owner) is due and is still there"
      ) { [unowned self] in !isAtAstria(owner, .tune) && !isAtAstria(owner, .prompt) }
    }
  }

  // MARK: P15: the alarm

  /// So long before the deadline a person still can do something.
  private static let timeToSave = Duration.seconds(4 * 3600)

  /// Whether somebody was told, if there was a janitor to tell them.
  private func checkAlarm(about owner: Photosession.ID) {
    guard isAtAstria(owner, .tune) || isAtAstria(owner, .prompt) else { return }
    guard world.health.calm([.janitor, .wire, .skew], at: world.now) > .seconds(7 * 3600 + 1800) else { return }
    guard !ringing.keys.contains(where: { $0.about == .astriaBridge }) else { return world.happened(.deadlinePassed) }
    world.broke(.p15, "\(owner) is still at Astria \(Self.timeToSave) before its deadline, and no alarm rings")
  }

  private func isInLedger(_ copy: Copy.ID) -> Bool {
    read(world.processes.uploadStore.script) { try upload_store.Ledger(database: $0).find(copy) != nil } ?? true
  }

  func isAtAstria(_ owner: Photosession.ID, _ copyClass: CopyClass) -> Bool {
    copyClass == .tune
      ? world.astria.tunes.values.contains { $0.owner == owner }
      : world.astria.prompts.values.contains { $0.owner == owner }
  }

  /// Asks again and again: the promise is broken once all that it needs has been well for so long in vain.
  func expect(
    _ promise: Promise, within bound: Duration, of parts: [Health.Part], _ sentence: String,
    _ isKept: @escaping () -> Bool
  ) {
    let begun = world.now
    func look() {
      if isKept() { return }
      let calm = min(world.health.calm(parts, at: world.now), world.now - begun)
      if calm >= bound { return world.broke(promise, sentence) }
      if promise == .p3 { late.erasureWaited = true }
      world.plan(after: max(bound - calm, .seconds(1))) { look() }
    }
    world.plan(after: bound) { look() }
  }

  func read<S: Service, Result>(_ script: ServiceScript<S>, _ body: (Database) throws -> Result) -> Result? {
    do { return try script.read(body) } catch {
      world.broke(.noFault, "a store cannot be read: \(error)")
      return nil
    }
  }
}
