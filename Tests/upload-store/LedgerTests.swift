import Shared
import Testing

@testable import upload_store

/// What the ledger is asked, and how the database finds it.
@Suite(.timeLimit(.minutes(1)))
struct LedgerTests {
  private let script: CustodyScript
  private let owner: Owner.ID

  init() throws {
    script = try CustodyScript()
    owner = Owner.ID(script.photosession)
  }

  @Test func everyQuestionIsAnsweredByItsIndexWithoutSorting() throws {
    let place = HoldingsQuery.Place(dueAt: script.now, copy: CustodyScript.copy(1))
    let questions: [(HoldingsQuery, String)] = [
      (.all(), "sqlite_autoindex_copy"), (.all(after: place.copy), "sqlite_autoindex_copy"),
      (.owned(by: owner), "copy_of_owner (owner=? AND id>?)"),
      (.owned(by: owner, after: place.copy), "copy_of_owner (owner=? AND id>?)"),
      (.due(by: script.now), "copy_by_due ("), (.due(by: script.now, after: place), "copy_by_due ("),
    ]
    for (question, index) in questions {
      let plan = try plan(question)
      #expect(plan.count == 1, "\(plan)")
      #expect(plan.first?.hasPrefix("SEARCH copy USING INDEX \(index)") == true, "\(plan)")
    }
    #expect(try plan(.due(by: script.now, after: place)).first?.contains("(due_at,id)>(?,?)") == true)
  }

  private func plan(_ query: HoldingsQuery) throws -> [String] {
    let statement = CopyTable.statement(for: query)
    return try script.service.read { database in
      try database.rows("EXPLAIN QUERY PLAN \(statement.sql)", arguments: statement.arguments).map {
        try $0.text("detail")
      }
    }
  }

  @Test func theLongestDueComeFirstAndWhatIsErasedAndAwaitsItsReceiptBeforeThem() throws {
    let now = script.now
    for (number, end) in [(1, 30), (2, 10), (3, 20), (4, 40)] as [(UInt8, Int)] {
      if let arrival = try script.sendPhoto(number) {
        try script.takenIn(arrival, mustBeGoneBy: now + .seconds(end))
      }
    }
    try script.ask(.erase(copies: [CustodyScript.copy(4)], reason: .removed))
    try script.finishRemovals()
    let due = try script.holdings(.due(by: now + .seconds(20)))
    #expect(due.map(\.id) == [4, 2, 3].map(CustodyScript.copy))
    let rest = try #require(HoldingsQuery.due(by: now + .seconds(30)).following(due[1]))
    #expect(try script.holdings(rest).map(\.id) == [3, 1].map(CustodyScript.copy))
  }

  @Test func aLedgerFromBeforeIsListedAsItWas() throws {
    let row = """
      INSERT INTO copy (id, owner, class, object, state, received_at, must_be_gone_by, deadline)
      VALUES (?, ?, 'photo', ?, ?, 0, ?, 0)
      """
    let store = try Store(path: nil, tables: [Ledger.tables])
    let found = try store.transaction { database in
      for (number, state) in [(1, "held"), (2, "erased"), (3, "held")] as [(UInt8, String)] {
        let copy = CustodyScript.copy(number)
        try database.run(row, copy, owner, copy, state, Moment(milliseconds: 1000 * Int64(number)))
      }
      for statement in CopyTable.indexes.split(separator: ";") { try database.run(String(statement)) }
      return try Ledger(database: database).page(.due(by: Moment(milliseconds: 2000))).map(\.copy.id)
    }
    #expect(found == [2, 1].map(CustodyScript.copy))
  }
}
