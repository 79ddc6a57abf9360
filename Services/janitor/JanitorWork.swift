import Shared

/// What the janitor wants done: custodians asked.
enum JanitorEffect: Codable, Sendable, Hashable {
  case ask(ServiceName, CustodianRequest, for: Ticket)
  /// Look into all ledgers at once, for somebody who asked.
  case look(Look, for: Envelope.ID)
  /// Tell whoever is on call.
  case tell(AlarmNews)
  /// Put this checkpoint where it survives the database.
  case file(Checkpoint)
  /// Look for checkpoints outside of the database.
  case readCheckpoints
  /// Tell the operator.
  case warn(String)
}

enum JanitorOutcome: Codable, Sendable, Hashable {
  case answered(CustodianReply, for: Ticket)
  /// No usable answer came.
  case refused(Refusal, for: Ticket)
  case looked([LedgerPage], Look, for: Envelope.ID)
  case told(AlarmNews, Bool)
  /// The checkpoint made then; `isDone` is false if it could not be written.
  case filed(Moment, isDone: Bool)
  /// The checkpoints that lie outside of the database, as notes.
  case readCheckpoints([String])
}

/// Which start of which errand asked, so that an answer to an earlier one is known for what it is.
struct Ticket: Codable, Sendable, Hashable {
  var errand: Errand.ID
  var round: Int
}

/// What somebody wants to see of all ledgers.
enum Look: Codable, Sendable, Hashable {
  case everything(after: Copy.ID?)
  case due(by: Moment)

  var query: HoldingsQuery {
    switch self {
    case .everything(let after): HoldingsQuery(after: after)
    case .due(let moment): HoldingsQuery(dueBy: moment)
    }
  }
}

/// A page of one custodian's ledger; `copies` is absent if it did not answer.
struct LedgerPage: Codable, Sendable, Hashable {
  var custodian: ServiceName
  var copies: [Copy]?
  var next: Copy.ID?

  /// One page, by copy id, made of one page of each ledger. It ends where the first ledger's page ends that has more:
  /// beyond, that ledger's next copies would be missing.
  static func merged(_ pages: [LedgerPage]) -> (copies: [Copy], next: Copy.ID?) {
    let end = pages.compactMap { page in page.next == nil ? nil : page.copies?.last?.id }.min()
    let all = pages.flatMap { $0.copies ?? [] }.sorted { $0.id < $1.id }
    let page = Array(all.prefix { copy in end.map { copy.id <= $0 } ?? true }.prefix(HoldingsQuery.pageMax))
    let hasMore = end != nil || page.count < all.count
    return (page, hasMore ? page.last?.id : nil)
  }
}
