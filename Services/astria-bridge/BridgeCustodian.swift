import Shared

// What the janitor is told of Astria's copies.
extension Bridge {
  func answer(_ request: CustodianRequest, _ asker: Asker, _ turn: Turn<Self>) throws {
    switch request {
    case .holdings(let query):
      let copies = try Ledger(database: turn.database).page(query)
      let page = Array(copies.prefix(HoldingsQuery.pageMax))
      turn.reply(.custodian(.holdings(page, hasMore: copies.count > page.count)), to: asker.id)
    case .erase(let copies, let reason):
      try each(copies, turn) { .erase($0, reason) }
      try Askers(database: turn.database).add(asker.id, erasing: copies, now: turn.now)
    case .readBack(let copies): try readBack(copies, asker.id, turn)
    case .receipted(let copies):
      try each(copies, turn) { .receipted($0) }
      turn.leavesNoTrace()
      turn.reply(.custodian(.noted), to: asker.id)
    case .summary:
      let count = LedgerCount(turn.database)
      var tunes = try count.summary(of: .tune, at: .astria, asOf: turn.now)
      try addStrays(to: &tunes, turn)
      let prompts = try count.summary(of: .prompt, at: .astria, asOf: turn.now)
      turn.reply(.custodian(.summary([tunes, prompts])), to: asker.id)
    }
  }

  /// Answers whoever asked for an erasure that is done, or has waited long enough.
  func answerErasures(_ turn: Turn<Self>) throws {
    let askers = Askers(database: turn.database)
    for asker in try askers.erasing() {
      let results = try asker.copies.map { try result($0, turn) }
      let isDone = results.allSatisfy { $0.erasedAt != nil }
      guard isDone || asker.since + Askers.patience <= turn.now || asker.since > turn.now else { continue }
      turn.reply(.custodian(.erased(results)), to: asker.request)
      try askers.remove(erasing: asker.request)
    }
  }

  /// A copy that is not in the ledger is not there.
  private func result(_ id: Copy.ID, _ turn: Turn<Self>) throws -> ErasureResult {
    guard let copy = try Ledger(database: turn.database).find(id) else {
      return ErasureResult(copy: id, erasedAt: turn.now)
    }
    return ErasureResult(copy: id, erasedAt: copy.state == .erased ? copy.erasedAt : nil)
  }

  /// What Astria said was deleted is looked for by this process as well: the janitor may be away for long. Nothing new
  /// comes in meanwhile, so there are never many.
  func readBackUnproven(_ turn: Turn<Self>) throws {
    let erased = try Ledger(database: turn.database).unproven(erasedBefore: turn.now - Self.listingInterval)
    if !erased.isEmpty { try readBack(erased, nil, turn) }
  }

  private func readBack(_ copies: [Copy.ID], _ asker: Envelope.ID?, _ turn: Turn<Self>) throws {
    let found = try photosessions(of: copies, turn).flatMap { row, copies in
      copies.compactMap { remains(of: $0, row.training) }
    }
    let known = Set(found.map(\.copy))
    turn.perform(.readBack(found, unknown: copies.filter { !known.contains($0) }, asker: asker))
  }

  private func remains(of copy: Copy.ID, _ training: Training) -> Remains? {
    guard let piece = training.pieces.first(where: { $0.copy == copy }), let tune = training.tune else { return nil }
    let kind: Remains.Kind
    if let place = training.prompts.firstIndex(where: { $0.piece.copy == copy }) {
      let others = training.packPrompt(place)?.others
      kind = .prompt(tune: tune.making.number ?? 0, text: piece.name, others: others)
    } else {
      kind = .tune(title: tune.name)
    }
    return Remains(
      copy: copy, number: piece.making.number, kind: kind, since: piece.span?.receivedAt ?? training.createdAt,
      address: piece.address)
  }

  func report(_ findings: [Finding], _ asker: Envelope.ID?, _ turn: Turn<Self>) throws {
    for finding in findings where finding.result.finding == .readable {
      try each([finding.result.copy], turn) { .wasReadable($0[0], number: finding.number) }
    }
    if let asker { turn.reply(.custodian(.readBack(findings.map(\.result))), to: asker) }
  }

  /// Tells each photosession about those of its copies that are meant.
  private func each(_ copies: [Copy.ID], _ turn: Turn<Self>, _ event: ([Copy.ID]) -> Training.Event) throws {
    for (row, copies) in try photosessions(of: copies, turn) { try feed(event(copies), to: row, turn) }
  }

  /// Those that have any of these copies in the ledger, each with which.
  private func photosessions(
    of copies: [Copy.ID], _ turn: Turn<Self>
  ) throws -> [(Photosessions.Row, copies: [Copy.ID])] {
    let known = try copies.compactMap { try Ledger(database: turn.database).find($0) }
    return try Dictionary(grouping: known, by: \.owner).sorted { $0.key < $1.key }.compactMap { owner, copies in
      try Photosessions(database: turn.database).find(Photosession.ID(owner)).map { ($0, copies.map(\.id)) }
    }
  }
}
