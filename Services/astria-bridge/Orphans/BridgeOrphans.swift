import Shared

// Tunes at Astria that nobody owns: at each start and every hour all tunes there are compared with the ledger. Tunes
// with another title than ours are somebody else's: they are counted and never touched.
extension Bridge {
  static let listingInterval = Duration.seconds(3600)

  func startOrphans(_ turn: Turn<Self>) throws {
    let strays = Strays(database: turn.database)
    try strays.begin(at: turn.now)
    try strays.setListing(dueAt: turn.now)
    for var stray in try strays.all() {
      stray.interrupt(at: turn.now)
      try strays.save(stray)
    }
  }

  func tickOrphans(_ turn: Turn<Self>) throws {
    let strays = Strays(database: turn.database)
    if try strays.isListingDue(now: turn.now) {
      try strays.setListing(dueAt: turn.now + Self.listingInterval)
      turn.perform(.listTunes(for: nil))
      try readBackUnproven(turn)
    }
    for stray in try strays.awake(now: turn.now) { try erase(stray, turn) }
  }

  func orphans(_ erases: Bool, _ asker: Asker, _ turn: Turn<Self>) {
    turn.perform(.listTunes(for: TuneLooker(request: asker.id, erases: erases)))
  }

  /// - Parameter ours: all tunes there with a title of ours.
  func listed(_ ours: [ListedTune], _ foreigners: Int, for looker: TuneLooker?, _ turn: Turn<Self>) throws {
    let strays = Strays(database: turn.database)
    try strays.note(foreigners: foreigners, at: turn.now)
    let unknown = try ours.filter { try !isInLedger($0.copy, turn) }
    let numbers = Set(unknown.map(\.number))
    for stray in try strays.all() where !numbers.contains(stray.tune.number) { try strays.remove(stray.tune.number) }
    for tune in unknown {
      var stray = try strays.find(tune.number) ?? Stray(tune, at: turn.now, settings)
      if looker?.erases == true { stray.hasten(to: turn.now) }
      try strays.save(stray)
    }
    guard let looker else { return }
    let views = unknown.prefix(OrphanTune.pageMax).map { OrphanTune($0, titled: settings.title) }
    turn.reply(.orphans(views, unknown: unknown.count, foreign: foreigners), to: looker.request)
    for stray in try strays.awake(now: turn.now) { try erase(stray, turn) }
  }

  func notListed(_ looker: TuneLooker?, _ turn: Turn<Self>) throws {
    guard let looker else {
      try Strays(database: turn.database).noteFailure()
      return try Strays(database: turn.database).setListing(dueAt: turn.now + settings.troubleMost)
    }
    turn.refuse(Refusal(.unavailable, "Astria cannot be asked now. Try again in a while."), to: looker.request)
  }

  private func erase(_ stray: Stray, _ turn: Turn<Self>) throws {
    var stray = stray
    guard try !isInLedger(stray.tune.copy, turn) else {
      return try Strays(database: turn.database).remove(stray.tune.number)
    }
    guard stray.begins(at: turn.now) else { return }
    try Strays(database: turn.database).save(stray)
    turn.perform(.eraseStray(stray.tune))
  }

  func strayErased(_ number: Int64, _ turn: Turn<Self>) throws {
    guard try Strays(database: turn.database).find(number) != nil else { return }
    try Strays(database: turn.database).remove(number)
    try Strays(database: turn.database).noteErased()
  }

  func strayRemains(_ number: Int64, _ trouble: Trouble, _ turn: Turn<Self>) throws {
    guard var stray = try Strays(database: turn.database).find(number) else { return }
    stray.remains(trouble, at: turn.now, settings)
    try Strays(database: turn.database).save(stray)
  }

  /// Adds to what the ledger counts the tunes that stand in none, and since when one could be there unseen: what a
  /// ledger that was put back has forgotten would be missed by nobody while Astria cannot be asked.
  func addStrays(to summary: inout HoldingSummary, _ turn: Turn<Self>) throws {
    let strays = try Strays(database: turn.database).all()
    summary.copies += strays.count
    var since = strays.map(\.since)
    if let unseenSince = try Strays(database: turn.database).unseenSince(),
      settings.mustBeGoneBy(.tune, from: unseenSince) <= turn.now
    {
      since.append(unseenSince)
    }
    let unowned = since.min().map {
      HoldingSummary.Oldest(receivedAt: $0, mustBeGoneBy: settings.mustBeGoneBy(.tune, from: $0))
    }
    summary.oldest = [summary.oldest, unowned].compactMap { $0 }.min { $0.mustBeGoneBy < $1.mustBeGoneBy }
  }

  /// Also when it is erased there and awaits its read-back, which will find it.
  private func isInLedger(_ tune: Copy.ID, _ turn: Turn<Self>) throws -> Bool {
    try Ledger(database: turn.database).find(tune) != nil
  }
}

/// Who wants to see the tunes that nobody owns, and perhaps have them erased without grace.
struct TuneLooker: Codable, Hashable, Sendable {
  let request: Envelope.ID
  let erases: Bool
}

extension OrphanTune {
  fileprivate init(_ tune: ListedTune, titled title: TuneTitle) {
    self.init(number: tune.number, title: title.text(of: tune.copy), createdAt: tune.createdAt)
  }
}
