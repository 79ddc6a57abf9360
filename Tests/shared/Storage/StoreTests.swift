import Foundation
import Testing

@testable import Shared

@Suite(.timeLimit(.minutes(1))) struct StoreTests {
  /// What was answered is on the disk, also if the power fails; what was deleted is not.
  @Test func aCommitIsSyncedAndWhatIsDeletedIsOverwritten() throws {
    let path = NSTemporaryDirectory() + "store-\(UInt32.random(in: 0 ... .max)).sqlite"
    defer {
      for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
        do { try FileManager.default.removeItem(atPath: path + suffix) } catch { Issue.record("\(error)") }
      }
    }
    let store = try Store(path: path, tables: [])
    try store.transaction { database in
      let full = 2
      #expect(try database.count("PRAGMA synchronous") == full)
      #expect(try database.count("PRAGMA secure_delete") == 1)
      #expect(try database.count("PRAGMA foreign_keys") == 1)
      let journal = try database.row("PRAGMA journal_mode")?.text("journal_mode")
      #expect(journal == "wal")
    }
  }
}
