/// How much a ledger holds of each class. Custodians keep theirs in a table `copy` with the columns `class`, `state`,
/// `received_at` and `must_be_gone_by`.
public struct LedgerCount {
  /// Narrow, and without what is erased: so the counting reads no ledger entry, and a deleted one costs nothing here.
  /// The state is in them because a query that asks for it would else look it up in each entry.
  public static let indexes = """
    CREATE INDEX copy_by_class ON copy (class, must_be_gone_by, received_at, state) WHERE state <> 'erased';
    CREATE INDEX copy_unproven ON copy (class, state) WHERE state = 'erased';
    """

  private let database: Database

  public init(_ database: Database) { self.database = database }

  public func summary(of copyClass: CopyClass, at custodian: Custodian, asOf now: Moment) throws -> HoldingSummary {
    HoldingSummary(
      copyClass: copyClass, custodian: custodian,
      copies: try database.count("SELECT COUNT(*) FROM copy WHERE class = ? AND state <> 'erased'", copyClass),
      unproven: try database.count("SELECT COUNT(*) FROM copy WHERE class = ? AND state = 'erased'", copyClass),
      oldest: try oldest(copyClass), asOf: now)
  }

  private func oldest(_ copyClass: CopyClass) throws -> HoldingSummary.Oldest? {
    let row = try database.row(
      """
      SELECT received_at, must_be_gone_by FROM copy WHERE class = ? AND state <> 'erased'
      ORDER BY must_be_gone_by, received_at LIMIT 1
      """, copyClass)
    return try row.map {
      .init(receivedAt: try $0.moment("received_at"), mustBeGoneBy: try $0.moment("must_be_gone_by"))
    }
  }
}
