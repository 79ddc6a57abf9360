/// What the janitor may ask of every custodian, in the same words. Part of each custodian's own conversation.
public enum CustodianRequest: Codable, Sendable, Hashable {
  /// What the ledger shows, a page at a time.
  case holdings(HoldingsQuery)
  /// Delete these, now. Names of copies unknown here count as erased.
  case erase(copies: [Copy.ID], reason: ErasureReason)
  /// Try to read what was deleted, hoping to fail.
  case readBack(copies: [Copy.ID])
  /// A receipt is written for these: their ledger entries may go.
  case receipted(copies: [Copy.ID])
  /// How much is held of each class, over all owners.
  case summary

  public var isRead: Bool {
    switch self {
    case .holdings, .readBack, .summary: true
    case .erase, .receipted: false
    }
  }
}

public enum CustodianReply: Codable, Sendable, Hashable {
  /// At most `HoldingsQuery.pageMax`, in the order that the question names; more may follow after the last of them.
  case holdings([Copy], hasMore: Bool)
  case erased([ErasureResult])
  case readBack([ReadBackResult])
  case noted
  /// One for each class that it may hold, also where it holds none.
  case summary([HoldingSummary])
}

public struct ErasureResult: Codable, Sendable, Hashable {
  public var copy: Copy.ID
  /// Absent if it could not be deleted yet.
  public var erasedAt: Moment?

  public init(copy: Copy.ID, erasedAt: Moment?) {
    self.copy = copy
    self.erasedAt = erasedAt
  }
}

public struct ReadBackResult: Codable, Sendable, Hashable {
  public enum Finding: String, Codable, Sendable, CaseIterable {
    case gone
    case readable
    /// The question could not be put; it says nothing.
    case unknown
  }

  public var copy: Copy.ID
  public var finding: Finding

  public init(copy: Copy.ID, finding: Finding) {
    self.copy = copy
    self.finding = finding
  }
}
