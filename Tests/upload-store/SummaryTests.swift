import Shared
import Testing

@testable import upload_store

/// What the janitor is told of all that is held here together.
@Suite(.timeLimit(.minutes(1)))
struct SummaryTests {
  private let script: CustodyScript

  init() throws { script = try CustodyScript() }

  private func summaries() throws -> [CopyClass: HoldingSummary] {
    try script.ask(.summary)
    guard case .custodian(.summary(let summaries))? = script.replies.first else { return [:] }
    return Dictionary(uniqueKeysWithValues: summaries.map { ($0.copyClass, $0) })
  }

  @Test func classesOfWhichNothingIsHeldAreNamedToo() throws {
    let nothing = [CopyClass.photo, .avatar].map {
      HoldingSummary(copyClass: $0, custodian: .uploadStore, copies: 0, unproven: 0, asOf: script.now)
    }
    try script.ask(.summary)
    #expect(script.replies == [.custodian(.summary(nothing))])
  }

  @Test func whatIsDeletedAwaitsItsProofAndIsNotHeldAnyMore() throws {
    try script.hold(1...4)
    let oldest = HoldingSummary.Oldest(receivedAt: CustodyScript.start, mustBeGoneBy: script.photosMustBeGoneBy)
    #expect(try summaries()[.photo]?.copies == 4)
    #expect(try summaries()[.photo]?.oldest == oldest)
    try script.ask(.erase(copies: [CustodyScript.copy(1)], reason: .failed))
    try script.finishRemovals()
    #expect(try summaries()[.photo]?.copies == 3)
    #expect(try summaries()[.photo]?.unproven == 1)
    try script.ask(.receipted(copies: [CustodyScript.copy(1)]))
    #expect(try summaries()[.photo]?.unproven == 0)
  }

  @Test func theOneThatMustGoFirstIsTheOldest() throws {
    let first = try #require(try script.sendPhoto(1))
    let second = try #require(try script.sendPhoto(2))
    try script.takenIn(first, mustBeGoneBy: script.photosMustBeGoneBy)
    try script.takenIn(second, mustBeGoneBy: CustodyScript.start + .seconds(60))
    #expect(try summaries()[.photo]?.oldest?.mustBeGoneBy == CustodyScript.start + .seconds(60))
  }

  /// Otherwise each counting would read the whole ledger, a million rows of it.
  @Test(arguments: [
    "SELECT COUNT(*) FROM copy WHERE class = ? AND state <> 'erased'",
    "SELECT COUNT(*) FROM copy WHERE class = ? AND state = 'erased'",
  ])
  func countingReadsAnIndexAlone(_ query: String) throws {
    let plan = try script.service.read { database in
      try database.rows("EXPLAIN QUERY PLAN \(query)", CopyClass.photo).map { try $0.text("detail") }
    }
    #expect(plan.count == 1)
    #expect(plan[0].contains("USING COVERING INDEX"), "\(plan)")
  }
}
