import Shared

/// How pictures go.
extension Custody {
  func removePhoto(_ copy: Copy.ID, _ owner: Photosession.ID, _ asker: Asker, _ turn: Turn<Custody>) throws {
    let ledger = Ledger(database: turn.database)
    let entry = try ledger.find(copy)
    if let upload = try UploadTable(database: turn.database).find(copy), upload.owner == owner,
      entry?.life.isOnItsWay ?? true
    {
      let isRemoving = try end([upload], .removed, for: .removedPhoto(asker.id), turn)
      return isRemoving ? () : turn.reply(.removed, to: asker.id)
    }
    guard let entry, entry.stored.owner == owner, entry.stored.copyClass == .photo, entry.piece == nil else {
      throw Refusal(.notFound, "There is no such photo in this photosession.")
    }
    switch entry.life.state {
    case .erased: turn.reply(.removed, to: asker.id)
    case .expected, .cutOff, .discarding: throw Refusal(.busy, "The photo is still coming in. Try again in a moment.")
    case .held, .erasing:
      guard try !ledger.isClosed(owner) else { throw Refusal.photosClosed }
      try handle(.erase(.removed), [entry], for: .removedPhoto(asker.id), turn)
    }
  }

  // MARK: As the janitor asks

  func holdings(_ query: HoldingsQuery, _ asker: Asker, _ turn: Turn<Custody>) throws {
    var copies = try Ledger(database: turn.database).page(query).map(\.copy)
    if case .owned(let owner, let after) = query {
      copies = try (copies + announced(of: Photosession.ID(owner), after, turn)).sorted { $0.id < $1.id }
    }
    let page = Array(copies.prefix(HoldingsQuery.pageMax))
    turn.reply(.custodian(.holdings(page, hasMore: copies.count > page.count)), to: asker.id)
  }

  func summary(_ asker: Asker, _ turn: Turn<Custody>) throws {
    let count = LedgerCount(turn.database)
    let summaries = try [CopyClass.photo, .avatar].map { try count.summary(of: $0, at: .uploadStore, asOf: turn.now) }
    turn.reply(.custodian(.summary(summaries)), to: asker.id)
  }

  func erase(_ copies: [Copy.ID], _ reason: ErasureReason, _ asker: Asker, _ turn: Turn<Custody>) throws {
    let entries = try Ledger(database: turn.database).find(bounded(copies))
    var toRemove: [StoredCopy] = []
    for entry in entries where try advance(entry, .erase(reason), turn).contains(.remove) {
      toRemove.append(entry.stored)
    }
    try end(UploadTable(database: turn.database).withoutCopies(among: copies), reason, for: .ownClock, turn)
    guard !toRemove.isEmpty else { return try answerErasure(copies, asker.id, turn) }
    turn.perform(.remove(toRemove, .erasure(asker.id, asked: copies)))
  }

  func readBack(_ copies: [Copy.ID], _ asker: Asker, _ turn: Turn<Custody>) throws {
    let ledger = Ledger(database: turn.database)
    var toRead: [StoredCopy] = []
    var known: [ReadBackResult] = []
    let entries = try Dictionary(uniqueKeysWithValues: ledger.find(bounded(copies)).map { ($0.stored.copy, $0) })
    for copy in copies {
      switch entries[copy] {
      case nil: known.append(ReadBackResult(copy: copy, finding: .gone))
      // Its bytes may come at any moment; that they are not there yet says nothing.
      case let entry? where entry.life.isOnItsWay: known.append(ReadBackResult(copy: copy, finding: .unknown))
      case let entry?: toRead.append(entry.stored)
      }
    }
    guard !toRead.isEmpty else { return turn.reply(.custodian(.readBack(known)), to: asker.id) }
    turn.perform(.readBack(toRead, .janitor(asker.id, known: known)))
  }

  func receipted(_ copies: [Copy.ID], _ asker: Asker, _ turn: Turn<Custody>) throws {
    let ledger = Ledger(database: turn.database)
    var dropped: [StoredCopy] = []
    for var entry in try ledger.find(bounded(copies)) where entry.life.handle(.receipted, at: turn.now) == [.drop] {
      dropped.append(entry.stored)
    }
    try ledger.drop(dropped.map(\.copy))
    try ledger.forgetIntakes(of: Set(dropped.map(\.owner)))
    try UploadTable(database: turn.database).forgetCompleted(of: Set(dropped.map(\.owner)))
    turn.leavesNoTrace()
    turn.reply(.custodian(.noted), to: asker.id)
  }

  private func bounded(_ copies: [Copy.ID]) throws(Refusal) -> [Copy.ID] {
    guard copies.count <= HoldingsQuery.pageMax else {
      throw Refusal(.invalidField, "At most \(HoldingsQuery.pageMax) copies at a time. Ask in several requests.")
    }
    return copies
  }

  // MARK: What came of it

  func removed(_ done: [Copy.ID], _ failed: [Copy.ID], _ purpose: RemovalPurpose, _ turn: Turn<Custody>) throws {
    let ledger = Ledger(database: turn.database)
    let toLookFor = try ledger.find(done).filter { try advance($0, .removed, turn).contains(.lookFor) }
    if !toLookFor.isEmpty { turn.perform(.readBack(toLookFor.map(\.stored), .discarded)) }
    for entry in try ledger.find(failed) { try advance(entry, .notRemoved, turn) }
    switch purpose {
    case .ownClock: return
    case .erasure(let request, let asked): try answerErasure(asked, request, turn)
    case .refusal(let request, let refusal): turn.refuse(refusal, to: request)
    case .removedPhoto(let request):
      if failed.isEmpty { return turn.reply(.removed, to: request) }
      turn.refuse(Self.notRemovedYet, to: request)
    }
  }

  private static let notRemovedYet = Refusal(
    .unavailable, "The photo could not be deleted yet; that is tried again by itself.")

  private func answerErasure(_ copies: [Copy.ID], _ request: Envelope.ID, _ turn: Turn<Custody>) throws {
    let entries = try Ledger(database: turn.database).find(copies)
    let times = Dictionary(uniqueKeysWithValues: entries.map { ($0.stored.copy, $0.life.erasedAt) })
    let results = copies.map { ErasureResult(copy: $0, erasedAt: times[$0] ?? turn.now) }
    turn.reply(.custodian(.erased(results)), to: request)
  }

  func readBack(_ results: [ReadBackResult], _ purpose: ReadBackPurpose, _ turn: Turn<Custody>) throws {
    switch purpose {
    case .janitor(let request, let known):
      turn.reply(.custodian(.readBack(known + results)), to: request)
    case .missing:
      let lost = try Ledger(database: turn.database).find(Self.gone(results)).filter(\.isHeld)
      for entry in lost { try advance(entry, .lost, turn) }
      try Findings(database: turn.database).note(.entriesWithoutBytes, lost.count)
    case .discarded:
      let discarded = try Ledger(database: turn.database).find(Self.gone(results))
      for entry in discarded where entry.life.state == .discarding { try advance(entry, .lost, turn) }
    }
  }

  private static func gone(_ results: [ReadBackResult]) -> [Copy.ID] {
    results.filter { $0.finding == .gone }.map(\.copy)
  }
}
