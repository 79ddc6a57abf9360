import Shared

/// How pictures go.
extension Custody {
  func removePhoto(_ copy: Copy.ID, _ owner: Photosession.ID, _ asker: Asker, _ turn: Turn<Custody>) throws {
    let ledger = Ledger(database: turn.database)
    guard let entry = try ledger.find(copy), entry.stored.owner == owner, entry.stored.copyClass == .photo else {
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
    let entries = try Ledger(database: turn.database).page(query)
    let page = entries.prefix(HoldingsQuery.pageMax).map(\.copy)
    turn.reply(.custodian(.holdings(page, hasMore: entries.count > page.count)), to: asker.id)
  }

  func summary(_ asker: Asker, _ turn: Turn<Custody>) throws {
    let count = LedgerCount(turn.database)
    let summaries = try [CopyClass.photo, .avatar].map { try count.summary(of: $0, at: .uploadStore, asOf: turn.now) }
    turn.reply(.custodian(.summary(summaries)), to: asker.id)
  }

  func erase(_ copies: [Copy.ID], _ reason: ErasureReason, _ asker: Asker, _ turn: Turn<Custody>) throws {
    let entries = try bounded(copies).compactMap(Ledger(database: turn.database).find)
    var toRemove: [StoredCopy] = []
    for entry in entries where try advance(entry, .erase(reason), turn).contains(.remove) {
      toRemove.append(entry.stored)
    }
    guard !toRemove.isEmpty else { return try answerErasure(copies, asker.id, turn) }
    turn.perform(.remove(toRemove, .erasure(asker.id, asked: copies)))
  }

  func readBack(_ copies: [Copy.ID], _ asker: Asker, _ turn: Turn<Custody>) throws {
    let ledger = Ledger(database: turn.database)
    var toRead: [StoredCopy] = []
    var known: [ReadBackResult] = []
    for copy in try bounded(copies) {
      switch try ledger.find(copy) {
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
    for entry in try bounded(copies).compactMap(ledger.find) { try advance(entry, .receipted, turn) }
    try ledger.forgetIntakes()
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
    for entry in try done.compactMap(ledger.find) { try advance(entry, .removed, turn) }
    for entry in try failed.compactMap(ledger.find) { try advance(entry, .notRemoved, turn) }
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
    let ledger = Ledger(database: turn.database)
    let results = try copies.map { copy in
      let entry = try ledger.find(copy)
      return ErasureResult(copy: copy, erasedAt: entry.map(\.life.erasedAt) ?? turn.now)
    }
    turn.reply(.custodian(.erased(results)), to: request)
  }

  func readBack(_ results: [ReadBackResult], _ purpose: ReadBackPurpose, _ turn: Turn<Custody>) throws {
    switch purpose {
    case .janitor(let request, let known):
      turn.reply(.custodian(.readBack(known + results)), to: request)
    case .missing:
      let ledger = Ledger(database: turn.database)
      for result in results where result.finding == .gone {
        if let entry = try ledger.find(result.copy) { try advance(entry, .lost, turn) }
      }
    }
  }
}
