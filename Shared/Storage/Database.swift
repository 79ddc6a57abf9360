import Foundation
import GRDB

/// The database within one transaction: plain SQL of the subset that SQLite and PostgreSQL share.
public struct Database {
  private let connection: GRDB.Database

  init(_ connection: GRDB.Database) { self.connection = connection }

  public func run(_ sql: String, _ arguments: (any SQLValue)?...) throws { try run(sql, arguments: arguments) }

  public func run(_ sql: String, arguments: [(any SQLValue)?]) throws {
    try connection.cachedStatement(sql: sql).execute(arguments: Self.statementArguments(arguments))
  }

  public func rows(_ sql: String, _ arguments: (any SQLValue)?...) throws -> [SQLRow] {
    try rows(sql, arguments: arguments)
  }

  /// For a statement put together elsewhere.
  public func rows(_ sql: String, arguments: [(any SQLValue)?]) throws -> [SQLRow] {
    let statement = try connection.cachedStatement(sql: sql)
    return try GRDB.Row.fetchAll(statement, arguments: Self.statementArguments(arguments)).map(SQLRow.init)
  }

  public func row(_ sql: String, _ arguments: (any SQLValue)?...) throws -> SQLRow? {
    let statement = try connection.cachedStatement(sql: sql)
    return try GRDB.Row.fetchOne(statement, arguments: Self.statementArguments(arguments)).map(SQLRow.init)
  }

  /// The first column of the first row as a number, 0 if there is none.
  public func count(_ sql: String, _ arguments: (any SQLValue)?...) throws -> Int {
    let statement = try connection.cachedStatement(sql: sql)
    return try Int.fetchOne(statement, arguments: Self.statementArguments(arguments)) ?? 0
  }

  /// How many rows have been changed since the connection was opened.
  var changes: Int { connection.totalChangesCount }

  private static func statementArguments(_ values: [(any SQLValue)?]) -> StatementArguments {
    StatementArguments(values.map { $0?.stored.databaseValue } as [(any DatabaseValueConvertible)?])
  }
}

/// A value that a column can hold.
public enum SQLStored: Sendable {
  case integer(Int64)
  case text(String)
  case bytes([UInt8])

  fileprivate var databaseValue: DatabaseValue {
    switch self {
    case .integer(let number): number.databaseValue
    case .text(let text): text.databaseValue
    case .bytes(let bytes): Data(bytes).databaseValue
    }
  }
}

/// What may stand as an argument of a statement.
public protocol SQLValue {
  var stored: SQLStored { get }
}

extension Int: SQLValue { public var stored: SQLStored { .integer(Int64(self)) } }
extension Int64: SQLValue { public var stored: SQLStored { .integer(self) } }
extension Bool: SQLValue { public var stored: SQLStored { .integer(self ? 1 : 0) } }
extension String: SQLValue { public var stored: SQLStored { .text(self) } }
extension Array: SQLValue where Element == UInt8 { public var stored: SQLStored { .bytes(self) } }
extension Moment: SQLValue { public var stored: SQLStored { .integer(milliseconds) } }
extension Identifier: SQLValue { public var stored: SQLStored { .text(text) } }
extension SQLValue where Self: RawRepresentable, RawValue == String {
  public var stored: SQLStored { .text(rawValue) }
}
extension Copy.State: SQLValue {}
extension CopyClass: SQLValue {}
extension Custodian: SQLValue {}
extension ErasureReason: SQLValue {}
extension PhotosessionState: SQLValue {}
extension PhotosessionOutcome: SQLValue {}
extension Subject: SQLValue {}
