import Foundation
import Shared
import Testing

@testable import janitor

/// The sums of the book are right from the first day, and asking for them never reads the book.
@Suite(.timeLimit(.minutes(1)))
struct TallyTests {
  @Test func receiptsThatWereWrittenBeforeThereWereSumsAreInThem() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tally-\(Int.random(in: 0..<1_000_000_000))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
    let path = folder.appending(path: "janitor.sqlite").path
    let place = try #require(JanitorTables.all.firstIndex { $0.contains("CREATE TABLE tally") })
    let before = try Store(path: path, tables: Array(JanitorTables.all[..<place]))
    let day = Day(Scene.start)
    try before.transaction { database in
      for (number, stay) in [(1, 60_000), (2, 90_000), (3, 1000)] {
        let readBack = number == 3 ? day.ends : day.begins + .seconds(3600)
        try database.run(
          """
          INSERT INTO receipt (number, commitment, class, custodian, reason, received, due, erased, read_back,
            contract_version, contract_digest, previous, hash, signature)
          VALUES (?, '', 'photo', 'upload-store', 'processed', ?, 0, 0, ?, 1, '', '', '', '')
          """, number, readBack - .milliseconds(stay), readBack)
      }
    }
    let after = try Store(path: path, tables: JanitorTables.all)
    let (sums, days) = try after.transaction { database in
      let tally = Tally(database: database)
      return (try tally.sums(since: day + 1), try tally.days(since: day))
    }
    let photos = ErasureSummary(
      copyClass: .photo, custodian: .uploadStore, copies: 3, onOwnClock: 0, late: 0, recentCopies: 1,
      recentOnOwnClock: 0, recentLate: 0, longestStay: 1000)
    #expect(sums == [photos])
    #expect(
      days == [
        ErasuresOfDay(day: day, copyClass: .photo, copies: 2),
        ErasuresOfDay(day: day + 1, copyClass: .photo, copies: 1),
      ])
  }
}
