import Foundation
import GRDB

/// One process's database: a single SQLite file that nobody else opens.
///
/// One connection only, so that no reader can keep old pages alive in the write-ahead log when it is truncated.
public final class Store: Sendable {
  private let queue: DatabaseQueue
  /// As it was noted down before it was opened.
  let newestMoment: Moment?

  /// - Parameter path: the file, made if it is not there; `nil` for one in memory, for tests and replays.
  /// - Parameter tables: SQL scripts, applied once each, in order. Only ever append.
  public init(path: String?, tables: [String]) throws {
    var configuration = Configuration()
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA secure_delete = ON")
      try db.execute(sql: "PRAGMA foreign_keys = ON")
    }
    if let path {
      configuration.journalMode = .wal
      queue = try DatabaseQueue(path: path, configuration: configuration)
    } else {
      queue = try DatabaseQueue(configuration: configuration)
    }
    // Only now: turning the write-ahead log on, GRDB chooses NORMAL, and a power failure could undo what was answered.
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    try Self.migrate(queue, [Answers.table] + tables)
    newestMoment = try queue.inDatabase { try NewestMoment(database: Database($0)).find() }
  }

  /// Runs `body` in one transaction: all of it happens, or nothing.
  public func transaction<Result>(_ body: (Database) throws -> Result) throws -> Result {
    var result: Result?
    try queue.inDatabase { connection in
      try connection.inTransaction(.immediate) {
        result = try body(Database(connection))
        return .commit
      }
    }
    guard let result else { preconditionFailure("a committed transaction has a result") }
    return result
  }

  /// Makes `other` hold what this one holds and nothing else: a backup made, or put back.
  func copy(to other: Store) throws { try queue.backup(to: other.queue) }

  /// Moves everything into the database file and empties the write-ahead log, where deleted rows would survive.
  public func truncateLog() throws {
    try queue.writeWithoutTransaction { connection in
      let busy = try Int.fetchOne(connection, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      guard busy == 0 else { throw StoreError.logIsBusy }
    }
  }

  private static func migrate(_ queue: DatabaseQueue, _ tables: [String]) throws {
    var migrator = DatabaseMigrator()
    for (number, sql) in tables.enumerated() {
      migrator.registerMigration("\(number)") { try $0.execute(sql: sql) }
    }
    migrator.registerMigration("newest moment") { try $0.execute(sql: NewestMoment.table) }
    try migrator.migrate(queue)
  }
}

public enum StoreError: Error {
  /// Somebody reads the database from outside; deleted rows may survive in its log until they stop.
  case logIsBusy
}
