import Shared

/// Keeps the retention contract: holds the keys, has everything erased whose purpose or time is over, tries to read
/// it back, and writes the receipt book. It never sees a byte of a face.
struct Janitor: Service {
  typealias Request = JanitorRequest
  typealias Effect = JanitorEffect
  typealias Outcome = JanitorOutcome
  typealias Object = NoObject

  static let tables = JanitorTables.all

  let settings: JanitorSettings
  let wrapping: KeyWrapping
  let signing: SigningKey
  private let noteKey: NoteKey

  init(_ settings: JanitorSettings, wrapping: KeyWrapping, signing: SigningKey) {
    self.settings = settings
    self.wrapping = wrapping
    self.signing = signing
    noteKey = NoteKey(settings.publicKey) ?? signing.noteKey
  }

  /// With keys that are nobody's: what depends on the real ones comes from the recording.
  init(replaying settings: JanitorSettings) {
    let key = DataKey(bytes: Array(repeating: 0, count: 32))
    self.init(settings, wrapping: KeyWrapping(key), signing: SigningKey(key))
  }

  func handle(_ event: Event<Janitor>, _ turn: Turn<Janitor>) throws {
    let round = Round(janitor: self, turn: turn)
    let rehearsing = Rehearsing(janitor: self, turn: turn)
    switch event {
    case .started:
      try receipts(turn).tree.takeIn()
      try keys(turn).examine()
      try replay(turn).start()
      try round.start()
      try checkpoints(turn).start()
      try rehearsing.start()
    case .ticked:
      try round.tick()
      try receipts(turn).cutOff()
      try ForgottenOwners(turn: turn).cutOff(before: turn.now - settings.contract.row(.receipt).deadline.duration)
      if try checkpoints(turn).tick() { try round.replay() }
      try rehearsing.tick()
      try alarms(turn).review()
    case .request(let request, let asker): try answer(request, asker.id, turn)
    case .outcome(.answered(let reply, let ticket)): try round.take(.answered(reply), for: ticket)
    case .outcome(.refused(let refusal, let ticket)): try round.refused(refusal, for: ticket)
    case .outcome(.looked(let pages, let look, let request)): show(pages, look, request, turn)
    case .outcome(.readCheckpoints(let notes)): try judge(notes, turn)
    case .outcome(.filed(let madeAt, let isDone)): try checkpoints(turn).wasFiled(madeAt, isDone: isDone)
    case .outcome(.counted(let summaries, let custodian)): try Stocktaking(turn: turn).take(summaries, from: custodian)
    case .outcome(.told(let news, let wasTold)): try alarms(turn).took(news, wasTold: wasTold)
    case .outcome(.rehearsed(let answer, let action, let id)): try rehearsing.take(answer, to: action, of: id)
    }
  }

  func counts(_ database: Database) throws -> [String: Int] {
    let counts = [
      "keys": try database.count("SELECT COUNT(*) FROM data_key WHERE wrapped IS NOT NULL"),
      "unopenableKeys": try database.count(
        "SELECT COUNT(*) FROM data_key WHERE wrapped IS NOT NULL AND unopenable IS NOT NULL"),
      "replaying": try database.count("SELECT COUNT(*) FROM book_replay WHERE finished IS NULL"),
      "revived": try database.count("SELECT SUM(revived) FROM book_replay"),
      "erasures": try database.count("SELECT COUNT(DISTINCT owner || classes) FROM errand WHERE owner IS NOT NULL"),
      "receipts": try database.count("SELECT COUNT(*) FROM receipt"),
      "silentCustodians": try database.count("SELECT COUNT(*) FROM custodian WHERE silent_since IS NOT NULL"),
      "alarms": try database.count("SELECT COUNT(*) FROM alarm WHERE until IS NULL"),
      "foundReadable": try database.count("SELECT SUM(still_readable) FROM custodian"),
    ]
    return try counts.merging(Rehearsing.counts(database)) { first, _ in first }
      .merging(Custodians.counts(database)) { first, _ in first }
      .merging(Tally(database: database).counts()) { first, _ in first }
  }

  // MARK: Requests

  private func answer(_ request: JanitorRequest, _ asker: Envelope.ID, _ turn: Turn<Janitor>) throws {
    switch request {
    case .issueKeys(let photosession):
      try replay(turn).check()
      try IntakeHealth(turn: turn, settings: settings).check()
      try keys(turn).issue(photosession)
      turn.reply(.keysIssued, to: asker)
    case .dataKey(let photosession, let copyClass): try handOut(photosession, copyClass, asker, turn)
    case .erase(let owner, let classes, let reason):
      try Round(janitor: self, turn: turn).erase(Erasure(owner, classes), reason, asker)
    case .receipts(let owner, let number, let size): try show(owner, number, size, asker, turn)
    case .forget(let owners):
      try Round(janitor: self, turn: turn).forget(owners)
      turn.reply(.forgotten, to: asker)
    case .erasedBefore(let owners): turn.reply(.erasedBefore(try erasedBefore(owners, turn)), to: asker)
    case .transparency:
      turn.reply(.transparency(try PublicView(janitor: self, turn: turn).transparency()), to: asker)
    case .contract:
      let contract = settings.contract
      turn.reply(.contract(version: contract.version, digest: contract.digest, text: contract.text), to: asker)
    case .holdings(let after): turn.perform(.look(.everything(after: after), for: asker))
    case .sweep(dryRun: true): turn.perform(.look(.due(by: turn.now), for: asker))
    case .sweep(dryRun: false): try Round(janitor: self, turn: turn).sweep(for: asker)
    case .alarms(let moment): turn.reply(.alarms(try alarms(turn).since(moment)), to: asker)
    case .rehearse:
      turn.reply(.rehearsing(try Rehearsing(janitor: self, turn: turn).begin().view), to: asker)
    case .rehearsals: turn.reply(try Rehearsing(janitor: self, turn: turn).report(), to: asker)
    case .book(let number):
      let (receipts, checkpoint) = (try receipts(turn).page(from: number), try receipts(turn).checkpoint())
      turn.reply(.book(receipts, start: try self.receipts(turn).start(), checkpoint: checkpoint), to: asker)
    case .checkpoint:
      turn.reply(.checkpoint(try checkpoints(turn).make()), to: asker)
      try checkpoints(turn).fileNext()
    case .consistency(let size):
      let (checkpoint, proof) = try receipts(turn).consistency(from: size)
      turn.reply(.consistency(checkpoint, proof: proof.map(\.description)), to: asker)
    case .rotateKeys:
      let rotation = try keys(turn).rotate()
      turn.reply(
        .keysRotated(rewrapped: rotation.rewrapped, left: rotation.left, unopenable: rotation.unopenable), to: asker)
    }
  }

  private func erasedBefore(_ owners: [Owner.ID], _ turn: Turn<Janitor>) throws -> [Owner.ID] {
    guard owners.count <= Owner.pageMax else {
      throw Refusal(.invalidField, "Ask about at most \(Owner.pageMax) owners at a time.")
    }
    return try owners.filter { try ForgottenOwners(turn: turn).contains($0) }
  }

  /// A checkpoint from outside that this book does not continue: then the database was restored from a backup, and what
  /// was erased since cannot be told.
  private func judge(_ notes: [String], _ turn: Turn<Janitor>) throws {
    if try replay(turn).findsLoss(notes, receipts(turn)) { try Round(janitor: self, turn: turn).eraseFaces() }
  }

  /// Page by page, and all of them in one tree, although the book goes on to grow.
  private func show(
    _ owner: Owner.ID, _ number: Int, _ size: Int?, _ asker: Envelope.ID, _ turn: Turn<Janitor>
  ) throws {
    let receipts = receipts(turn)
    let newest = try receipts.size()
    let seen = size ?? newest
    guard (0...newest).contains(seen) else {
      throw Refusal(.invalidField, "The book has \(newest) receipts. Ask without a size first.")
    }
    let owned = try receipts.owned(by: owner, from: number, in: seen)
    turn.reply(.receipts(owned, try receipts.checkpoint(of: seen)), to: asker)
  }

  /// A photo key is wanted for photos that are coming in, so it is given out only while erasing is healthy. An avatar
  /// key is not held back: its avatars exist already, at Astria.
  private func handOut(
    _ photosession: Photosession.ID, _ copyClass: CopyClass, _ asker: Envelope.ID, _ turn: Turn<Janitor>
  ) throws {
    guard KeyLife.Terms.classes.contains(copyClass) else {
      throw Refusal(.invalidField, "Only photos and avatars have data keys.")
    }
    try replay(turn).check()
    if copyClass == .photo { try IntakeHealth(turn: turn, settings: settings).check() }
    guard let (key, mustBeGoneBy, deadline) = try keys(turn).handOut(photosession, copyClass) else {
      return turn.refuse(KeyWrapping.unopened, to: asker)
    }
    turn.reply(.dataKey(key, mustBeGoneBy: mustBeGoneBy, deadline: deadline), to: asker)
  }

  private func show(_ pages: [LedgerPage], _ look: Look, _ asker: Envelope.ID, _ turn: Turn<Janitor>) {
    let silent = pages.filter { $0.copies == nil }.map(\.custodian)
    let (copies, hasMore) = LedgerPage.merged(pages, look.query)
    switch look {
    case .everything: turn.reply(.holdings(copies, next: hasMore ? copies.last?.id : nil, silent: silent), to: asker)
    case .due: turn.reply(.swept(erased: 0, due: copies, silent: silent), to: asker)
    }
  }

  // MARK: Parts of the store

  func keys(_ turn: Turn<Janitor>) -> KeyRing {
    KeyRing(turn: turn, contract: settings.contract, wrapping: wrapping)
  }

  func alarms(_ turn: Turn<Janitor>) -> Alarms { Alarms(turn: turn, settings: settings) }

  func receipts(_ turn: Turn<Janitor>) -> Receipts {
    Receipts(turn: turn, contract: settings.contract, key: signing, noteKey: noteKey)
  }

  func replay(_ turn: Turn<Janitor>) -> BookReplay { BookReplay(turn: turn) }

  func checkpoints(_ turn: Turn<Janitor>) -> Checkpoints { Checkpoints(turn: turn, receipts: receipts(turn)) }
}

/// What the janitor's decisions depend on.
struct JanitorSettings: Codable, Sendable {
  var contract: RetentionContract
  var sweepSeconds: Int
  /// Belongs to the signing key; with its name, as verifiers take it.
  var publicKey: String
  /// Absent in recordings of before there were any.
  var rehearsal: RehearsalSettings?
}
