import Shared

/// What the janitor wants done: custodians asked, and rehearsals carried out.
enum JanitorEffect: Codable, Sendable, Hashable {
  case ask(ServiceName, CustodianRequest, for: Ticket)
  /// Look into all ledgers at once, for somebody who asked.
  case look(Look, for: Envelope.ID)
  /// Ask how much is held there, over all owners.
  case count(ServiceName)
  /// Tell whoever is on call.
  case tell(AlarmNews)
  /// One thing of a rehearsal, at the gateway's door.
  case rehearse(Rehearsal.Action, for: Rehearsal.ID)
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
  /// Nothing, if it did not answer.
  case counted([HoldingSummary], ServiceName)
  case told(AlarmNews, Bool)
  case rehearsed(Rehearsal.Answer, Rehearsal.Action, for: Rehearsal.ID)
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
    case .everything(let after): .all(after: after)
    case .due(let moment): .due(by: moment)
    }
  }
}

/// A page of one custodian's ledger; `copies` is absent if it did not answer.
struct LedgerPage: Codable, Sendable, Hashable {
  var custodian: ServiceName
  var copies: [Copy]?
  var hasMore = false

  /// One page, in the order of the question, made of one page of each ledger. It ends where the first ledger's page
  /// ends that has more: beyond, that ledger's next copies would be missing.
  static func merged(_ pages: [LedgerPage], _ query: HoldingsQuery) -> (copies: [Copy], hasMore: Bool) {
    let end = pages.compactMap { $0.hasMore ? $0.copies?.last : nil }.min(by: query.lists)
    let all = pages.flatMap { $0.copies ?? [] }.sorted(by: query.lists)
    let page = Array(all.prefix { copy in end.map { !query.lists($0, before: copy) } ?? true })
      .prefix(HoldingsQuery.pageMax)
    return (Array(page), end != nil || page.count < all.count)
  }
}
