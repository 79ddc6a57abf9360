import Shared

// What the janitor is told. A copy is what is known of one person; it is in the ledger once its erasure was asked for,
// which is when its clock starts, and is erased by then.
extension AccountService {
  func answer(_ request: CustodianRequest, _ turn: Turn<Self>) throws -> CustodianReply {
    switch request {
    case .holdings(let query): return try holdings(query, turn)
    case .erase(let copies, _):
      turn.leavesNoTrace()
      return .erased(try copies.map { try erased($0, turn) })
    case .readBack(let copies):
      turn.leavesNoTrace()
      return .readBack(try copies.map { try readBack($0, turn) })
    case .receipted(let copies):
      for copy in copies { try Erasures(database: turn.database).noteReceipt(of: Account.ID(copy)) }
      return .noted
    case .summary: return .summary([try summary(turn)])
    }
  }

  /// A person stays until they ask to go: there is no oldest one that must.
  private func summary(_ turn: Turn<Self>) throws -> HoldingSummary {
    HoldingSummary(
      copyClass: .account, custodian: .account, copies: try People(database: turn.database).count(),
      unproven: try Erasures(database: turn.database).unreceiptedCount(), asOf: turn.now)
  }

  /// All of them await their receipt, so all are due.
  private func holdings(_ query: HoldingsQuery, _ turn: Turn<Self>) throws -> CustodianReply {
    let ledger = Erasures(database: turn.database)
    let erasures =
      switch query {
      case .all(let after): try ledger.unreceipted(after: after, most: HoldingsQuery.pageMax + 1)
      case .due(_, let after): try ledger.unreceipted(after: after?.copy, most: HoldingsQuery.pageMax + 1)
      case .owned(let owner, let after):
        try ledger.find(Account.ID(owner)).map { [$0] }?.filter { erasure in
          !erasure.isReceipted && after.map { $0 < Copy.ID(erasure.account) } ?? true
        } ?? []
      }
    let page = erasures.prefix(HoldingsQuery.pageMax)
    return .holdings(page.map(copy), hasMore: erasures.count > page.count)
  }

  private func copy(_ erasure: Erasures.Erasure) -> Copy {
    let row = settings.contract.row(.account)
    return Copy(
      id: Copy.ID(erasure.account), owner: Owner.ID(erasure.account), copyClass: .account, custodian: .account,
      state: .erased, receivedAt: erasure.signedUpAt, mustBeGoneBy: erasure.askedAt + row.mustBeGoneBy.duration,
      deadline: erasure.askedAt + row.deadline.duration, erasedAt: erasure.askedAt, reason: .accountErasure)
  }

  /// Nobody's account is erased on the janitor's word alone: the person asks for it here.
  private func erased(_ copy: Copy.ID, _ turn: Turn<Self>) throws -> ErasureResult {
    if try People(database: turn.database).find(Account.ID(copy)) != nil {
      return ErasureResult(copy: copy, erasedAt: nil)
    }
    let erasure = try Erasures(database: turn.database).find(Account.ID(copy))
    return ErasureResult(copy: copy, erasedAt: erasure?.askedAt ?? turn.now)
  }

  private func readBack(_ copy: Copy.ID, _ turn: Turn<Self>) throws -> ReadBackResult {
    let account = Account.ID(copy)
    let people = try turn.database.count("SELECT COUNT(*) FROM person WHERE account = ?", account)
    let tokens = try turn.database.count("SELECT COUNT(*) FROM access_token WHERE account = ?", account)
    return ReadBackResult(copy: copy, finding: people + tokens == 0 ? .gone : .readable)
  }
}
