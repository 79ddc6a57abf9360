import Shared

/// The custody of photos and avatars: which are taken in, which are shown to whom, and when each must go.
///
/// Its promise is kept by order: a row stands before the first byte, a key is asked for after that, a photo is
/// acknowledged when its sealed bytes are safe, and a row goes when nothing of it can be there any more. The five parts
/// of the custody are in `CustodyIntake`, `CustodyUploads`, `CustodyReading`, `CustodyErasure` and `CustodyComparison`.
struct Custody: Service {
  struct Settings: Codable, Sendable {
    var contract: RetentionContract
  }

  typealias Request = UploadStoreRequest
  typealias Object = Opening

  static let tables = [Ledger.tables, CopyTable.indexes, LedgerCount.indexes, Findings.table, UploadTable.tables]

  let settings: Settings

  init(replaying settings: Settings) { self.settings = settings }
  init(_ contract: RetentionContract) { settings = Settings(contract: contract) }

  func handle(_ event: Event<Custody>, _ turn: Turn<Custody>) throws {
    switch event {
    case .started: try started(turn)
    case .ticked: try ticked(turn)
    case .request(let request, let asker): try handle(request, asker, turn)
    case .outcome(let outcome): try handle(outcome, turn)
    }
  }

  func counts(_ database: Database) throws -> [String: Int] {
    let rows = try database.rows("SELECT class, state, COUNT(*) AS number FROM copy GROUP BY class, state")
    let held = try rows.map { ("\(try $0.text("class")) \(try $0.text("state"))", try $0.int("number")) }
    return try Findings(database: database).counts().merging(held) { first, _ in first }
  }

  /// What was on its way when the process ended will not come any more.
  private func started(_ turn: Turn<Custody>) throws {
    let ledger = Ledger(database: turn.database)
    try UploadTable(database: turn.database).forgetQuestions()
    for state in [CopyLife.State.expected, .cutOff] {
      try handle(.restarted, try ledger.entries(in: state), for: .ownClock, turn)
    }
    try beginComparison(turn)
  }

  private func ticked(_ turn: Turn<Custody>) throws {
    let ledger = Ledger(database: turn.database)
    try handle(.woke, try ledger.woken(by: turn.now, limit: Self.wokenMax), for: .ownClock, turn)
    if let due = try ledger.comparisonDueAt(), due <= turn.now { try beginComparison(turn) }
  }

  /// How many copies act on their own clock in one tick: one action is bounded.
  static let wokenMax = 50

  private func handle(_ request: UploadStoreRequest, _ asker: Asker, _ turn: Turn<Custody>) throws {
    switch request {
    case .storePhoto(let photosession, let photo, let contentType):
      try storePhoto(Copy.ID(photo), photosession, contentType, asker, turn)
    case .beginUpload(let photosession, let photo, let contentType, let length):
      try beginUpload(Copy.ID(photo), photosession, contentType, length, asker, turn)
    case .upload(let photosession, let photo): try upload(Copy.ID(photo), photosession, asker, turn)
    case .continueUpload(let photosession, let photo, let piece):
      try continueUpload(Copy.ID(photo), photosession, piece, asker, turn)
    case .storeAvatar(let photosession, let avatar, let prompt, let index, let contentType):
      let place = LedgerEntry.Place(prompt: prompt, index: index)
      try storeAvatar(Copy.ID(avatar), photosession, place, contentType, asker, turn)
    case .closeIntake(let photosession): try closeIntake(photosession, asker, turn)
    case .removePhoto(let photosession, let photo): try removePhoto(Copy.ID(photo), photosession, asker, turn)
    case .photos(let photosession): try photos(photosession, asker, turn)
    case .avatars(let photosession): try avatars(photosession, asker, turn)
    case .readPhoto(let photosession, let photo): try readPhoto(Copy.ID(photo), photosession, asker, turn)
    case .readAvatar(let photosession, let avatar): try readAvatar(Copy.ID(avatar), photosession, asker, turn)
    case .custodian(let request): try handle(request, asker, turn)
    }
  }

  private func handle(_ request: CustodianRequest, _ asker: Asker, _ turn: Turn<Custody>) throws {
    switch request {
    case .holdings(let query): try holdings(query, asker, turn)
    case .erase(let copies, let reason): try erase(copies, reason, asker, turn)
    case .readBack(let copies): try readBack(copies, asker, turn)
    case .receipted(let copies): try receipted(copies, asker, turn)
    case .summary: try summary(asker, turn)
    }
  }

  private func handle(_ outcome: Outcome, _ turn: Turn<Custody>) throws {
    switch outcome {
    case .takenIn(let arrival, let appearance, let mustBeGoneBy, let deadline):
      try takenIn(arrival, appearance, mustBeGoneBy, deadline, turn)
    case .pieceTakenIn(let arrival, let piece, let taken): try pieceTakenIn(arrival, piece, taken, turn)
    case .notTakenIn(let arrival, let refusal, let isClean): try notTakenIn(arrival, refusal, isClean, turn)
    case .removed(let done, let failed, let purpose): try removed(done, failed, purpose, turn)
    case .readBack(let results, let purpose): try readBack(results, purpose, turn)
    case .listed(let objects, let after, let isLast): try listed(objects, after: after, isLast, turn)
    case .removedOrphans(let number): try Findings(database: turn.database).note(.objectsWithoutEntry, number)
    case .removedLeftovers(let number): try Findings(database: turn.database).note(.leftovers, number)
    }
  }

  /// Feeds one event to some copies, and has whatever they then want removed removed together.
  /// - Returns: whether there is anything to remove.
  @discardableResult
  func handle(
    _ event: CopyLife.Event, _ entries: [LedgerEntry], for purpose: RemovalPurpose, _ turn: Turn<Custody>
  ) throws -> Bool {
    var toRemove: [StoredCopy] = []
    for entry in entries where try advance(entry, event, turn).contains(.remove) { toRemove.append(entry.stored) }
    if !toRemove.isEmpty { turn.perform(.remove(toRemove, purpose)) }
    return !toRemove.isEmpty
  }

  /// One step in the life of a copy, written down.
  @discardableResult
  func advance(_ entry: LedgerEntry, _ event: CopyLife.Event, _ turn: Turn<Custody>) throws -> [CopyLife.Action] {
    var entry = entry
    let actions = entry.life.handle(event, at: turn.now)
    let ledger = Ledger(database: turn.database)
    if actions.contains(.drop) {
      try ledger.drop(entry.stored.copy)
      turn.leavesNoTrace()
    } else {
      try ledger.save(entry)
    }
    return actions
  }
}
