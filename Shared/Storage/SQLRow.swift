import Foundation
import GRDB

/// One row of an answer. Asking for a column that is not there, or holds something else, throws.
public struct SQLRow {
  private let row: GRDB.Row

  init(_ row: GRDB.Row) { self.row = row }

  public func text(_ column: String) throws -> String { try value(column) { String.fromDatabaseValue($0) } }
  public func int(_ column: String) throws -> Int { try value(column) { Int.fromDatabaseValue($0) } }
  public func int64(_ column: String) throws -> Int64 { try value(column) { Int64.fromDatabaseValue($0) } }
  public func bool(_ column: String) throws -> Bool { try int(column) != 0 }
  public func bytes(_ column: String) throws -> [UInt8] {
    try value(column) { Data.fromDatabaseValue($0).map { [UInt8]($0) } }
  }
  public func moment(_ column: String) throws -> Moment { Moment(milliseconds: try int64(column)) }
  public func identifier<Of>(_ column: String, _ type: Identifier<Of>.Type = Identifier<Of>.self) throws -> Identifier<
    Of
  > {
    try value(column) { String.fromDatabaseValue($0).flatMap(Identifier<Of>.init) }
  }
  /// An enum stored by its raw value.
  public func name<Name: RawRepresentable>(_ column: String, _ type: Name.Type = Name.self) throws -> Name
  where Name.RawValue == String {
    try value(column) { String.fromDatabaseValue($0).flatMap(Name.init) }
  }

  public func isNull(_ column: String) -> Bool { stored(column) == nil }

  /// `nil` where the column is null, else what `read` makes of it: `try row.ifPresent("x", row.moment)`.
  public func ifPresent<Value>(_ column: String, _ read: (String) throws -> Value) throws -> Value? {
    isNull(column) ? nil : try read(column)
  }

  private func value<Value>(_ column: String, _ convert: (DatabaseValue) -> Value?) throws -> Value {
    guard let stored = stored(column), let value = convert(stored.databaseValue) else {
      throw SQLRowError(column: column)
    }
    return value
  }

  /// As it lies there: asking for a type instead costs several times as much.
  private func stored(_ column: String) -> (any DatabaseValueConvertible)? { row[column] }
}

/// A column is missing or holds something else than expected: the database is not of this version.
public struct SQLRowError: Error, CustomStringConvertible {
  public let column: String
  public var description: String { "the column '\(column)' is missing or holds something unexpected" }
}
