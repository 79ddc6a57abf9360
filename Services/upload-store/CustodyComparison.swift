import Shared

/// The ledger compared with what really lies in the store, both ways, a page at a time: at each start and every hour.
extension Custody {
  private static let comparisonInterval = Duration.seconds(3600)
  /// How old an object without a row must be to be removed.
  private static let orphanAgeMin = Duration.seconds(60)
  /// So many entries are compared in one turn.
  static let entriesMax = 1000

  func beginComparison(_ turn: Turn<Custody>) throws {
    let ledger = Ledger(database: turn.database)
    try ledger.setComparison(dueAt: turn.now + Self.comparisonInterval)
    try ledger.forgetIntakes()
    try endUploads(turn)
    turn.perform(.removeLeftovers(before: turn.now - Self.orphanAgeMin))
    turn.perform(.list(after: nil))
  }

  func listed(
    _ objects: [ListedObject], after: StoredObject.Name?, _ isLast: Bool, _ turn: Turn<Custody>
  ) throws {
    var (objects, last) = (objects, isLast ? nil : objects.last?.name)
    let entries = try Ledger(database: turn.database).entries(
      objectsAfter: after, through: last, limit: Self.entriesMax)
    // More entries than objects, as in a store that was emptied: the rest comes with the next page.
    if entries.count == Self.entriesMax, let cut = entries.last?.stored.object {
      last = cut
      objects.removeAll { $0.name > cut }
    }
    removeOrphans(objects, entries, turn)
    try eraseAgain(objects, entries, turn)
    lookForMissing(objects, entries, turn)
    if let last { turn.perform(.list(after: last)) }
  }

  /// Bytes that no row owns break the promise: they go. The age is a margin for clocks, not for rows, which come first.
  private func removeOrphans(_ objects: [ListedObject], _ entries: [LedgerEntry], _ turn: Turn<Custody>) {
    let owned = Set(entries.map(\.stored.object))
    let orphans = objects.filter { !owned.contains($0.name) && $0.writtenAt <= turn.now - Self.orphanAgeMin }
    if !orphans.isEmpty { turn.perform(.removeOrphans(orphans.map(\.name))) }
  }

  /// What the store said was deleted and still shows: the janitor finds it, too, but it may be away for long.
  private func eraseAgain(_ objects: [ListedObject], _ entries: [LedgerEntry], _ turn: Turn<Custody>) throws {
    let there = Set(objects.map(\.name))
    let remaining = entries.filter { $0.life.state == .erased && there.contains($0.stored.object) }
    try handle(.erase(.expired), remaining, for: .ownClock, turn)
  }

  /// A listing can be older than the row: only looking for each one tells that it is lost.
  private func lookForMissing(_ objects: [ListedObject], _ entries: [LedgerEntry], _ turn: Turn<Custody>) {
    let there = Set(objects.map(\.name))
    let missing = entries.filter { $0.isHeld && !there.contains($0.stored.object) }
    if !missing.isEmpty { turn.perform(.readBack(missing.map(\.stored), .missing)) }
  }
}
