import Shared

/// A custodian as a dictionary: does what custodians agreed to do, and has the faults that custodians have.
struct SimulatedCustodian {
  /// The ledger, by copy.
  var ledger: [Copy.ID: Copy] = [:]
  /// What can really be read, whatever the ledger says.
  var readable: Set<Copy.ID> = []
  /// Deleting these fails for now.
  var stuck: Set<Copy.ID> = []
  /// Deleting these is claimed, but their bytes stay.
  var sticky: Set<Copy.ID> = []
  /// Cannot look at present.
  var isBlind = false
  /// What it has ever held: it counts these also when there is none.
  private var classes: [CopyClass: Custodian] = [:]
  /// So few entries a page, for tests of paging.
  var page = HoldingsQuery.pageMax

  mutating func hold(_ copy: Copy) {
    ledger[copy.id] = copy
    classes[copy.copyClass] = copy.custodian
    if copy.state != .erased { readable.insert(copy.id) }
  }

  mutating func answer(_ request: CustodianRequest, at now: Moment) -> CustodianReply {
    switch request {
    case .holdings(let query): return holdings(query)
    case .erase(let copies, let reason): return .erased(copies.map { erase($0, reason, at: now) })
    case .readBack(let copies): return .readBack(copies.map { ReadBackResult(copy: $0, finding: finding($0)) })
    case .receipted(let copies):
      for copy in copies where ledger[copy]?.state == .erased { ledger[copy] = nil }
      return .noted
    case .summary: return .summary(summaries(at: now))
    }
  }

  private func summaries(at now: Moment) -> [HoldingSummary] {
    classes.map { copyClass, custodian in
      let copies = ledger.values.filter { $0.copyClass == copyClass }
      let held = copies.filter { $0.state != .erased }.sorted { $0.mustBeGoneBy < $1.mustBeGoneBy }
      return HoldingSummary(
        copyClass: copyClass, custodian: custodian, copies: held.count,
        unproven: copies.count - held.count,
        oldest: held.first.map { .init(receivedAt: $0.receivedAt, mustBeGoneBy: $0.mustBeGoneBy) }, asOf: now)
    }
  }

  private func holdings(_ query: HoldingsQuery) -> CustodianReply {
    let all = ledger.values.filter { copy in
      switch query {
      case .all(let after): after.map { $0 < copy.id } ?? true
      case .owned(let owner, let after): owner == copy.owner && after.map { $0 < copy.id } ?? true
      case .due(let moment, let after): copy.dueAt <= moment && after.map { $0 < .init(copy) } ?? true
      }
    }.sorted(by: query.lists)
    let shown = Array(all.prefix(page))
    return .holdings(shown, hasMore: all.count > shown.count)
  }

  mutating func erase(_ id: Copy.ID, _ reason: ErasureReason, at now: Moment) -> ErasureResult {
    guard var copy = ledger[id] else { return ErasureResult(copy: id, erasedAt: now) }
    copy.reason = copy.reason ?? reason
    copy.state = stuck.contains(id) ? .erasing : .erased
    copy.erasedAt = stuck.contains(id) ? nil : now
    ledger[id] = copy
    if copy.state == .erased && !sticky.contains(id) { readable.remove(id) }
    return ErasureResult(copy: id, erasedAt: copy.erasedAt)
  }

  private func finding(_ copy: Copy.ID) -> ReadBackResult.Finding {
    if isBlind { return .unknown }
    return readable.contains(copy) ? .readable : .gone
  }
}
