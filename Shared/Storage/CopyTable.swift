/// The table `copy` of a custodian's ledger, as the janitor asks for it. Each kind of question has an index with its
/// very order, so that no row is read that is not listed, however long the ledger is.
public struct CopyTable {
  /// To be appended to the scripts that made the table with `id`, `owner`, `state` and `must_be_gone_by`. Whoever saves
  /// a copy saves its `dueAt` with it.
  public static let indexes = """
    ALTER TABLE copy ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;
    UPDATE copy SET due_at = must_be_gone_by WHERE state <> 'erased';
    CREATE INDEX copy_by_due ON copy (due_at, id);
    DROP INDEX copy_by_owner;
    CREATE INDEX copy_of_owner ON copy (owner, id);
    """

  public struct Statement {
    public let sql: String
    public let arguments: [any SQLValue]
  }

  private let database: Database

  public init(_ database: Database) { self.database = database }

  /// One row more than a page if there are more.
  public func rows(_ query: HoldingsQuery) throws -> [SQLRow] {
    let statement = Self.statement(for: query)
    return try database.rows(statement.sql, arguments: statement.arguments)
  }

  public static func statement(for query: HoldingsQuery) -> Statement {
    let most = HoldingsQuery.pageMax + 1
    switch query {
    case .all(let after):
      return Statement(
        sql: "SELECT * FROM copy WHERE id > ? ORDER BY id LIMIT ?", arguments: [after?.text ?? beforeAll, most])
    case .owned(let owner, let after):
      return Statement(
        sql: "SELECT * FROM copy WHERE owner = ? AND id > ? ORDER BY id LIMIT ?",
        arguments: [owner, after?.text ?? beforeAll, most])
    case .due(let moment, let after):
      return Statement(
        sql: "SELECT * FROM copy WHERE due_at <= ? AND (due_at, id) > (?, ?) ORDER BY due_at, id LIMIT ?",
        arguments: [moment, after?.dueAt.milliseconds ?? .min, after?.copy.text ?? beforeAll, most])
    }
  }

  /// Sorts before every identifier.
  private static let beforeAll = ""
}
