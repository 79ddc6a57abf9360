import Shared
import Testing

@testable import janitor

/// What is due goes even if nobody asks.
@Suite(.timeLimit(.minutes(1)))
struct SweepTests {
  @Test func aSweepComesAtTheStartAndThenEveryInterval() throws {
    let house = try House()
    try house.tick(after: .seconds(59))
    #expect(house.underWay.isEmpty)
    try house.tick(after: .seconds(1))
    #expect(house.underWay.map(\.custodian) == Custodians.all)
    for asked in house.underWay { #expect(asked.request == .holdings(.due(by: house.script.now))) }
  }

  @Test func dueCopiesAreErasedAndTheirKeyBeforeThem() throws {
    let house = try House()
    try house.ask(.issueKeys(photosession: Scene.id(1)), from: .gateway)
    house.hold(Scene.copy(10, dueIn: .seconds(30)), Scene.copy(11, of: Scene.id(2)))
    try house.tick(after: .seconds(60))
    try house.deliver()
    #expect(try !house.script.hasKey(Scene.id(1), .photo))
    #expect(house.underWay.contains { $0.request == .erase(copies: [Scene.copy(10).id], reason: .expired) })
    try house.settle()
    #expect(try house.script.book().map(\.reason) == [.expired])
    #expect(house.custodians[.uploadStore]!.ledger.keys.map(\.text) == [Scene.copy(11).id.text])
  }

  @Test func whatACustodianErasedOnItsOwnClockIsReadBackAndReceipted() throws {
    let house = try House()
    try house.ask(.issueKeys(photosession: Scene.id(1)), from: .gateway)
    house.hold(Scene.copy(10, .photo, .erased, reason: .removed))
    try house.tick(after: .seconds(60))
    try house.settle()
    #expect(try house.script.book().map(\.reason) == [.removed])
    #expect(try house.script.hasKey(Scene.id(1), .photo))
  }

  @Test func aRemovedPhotoThatIsStillReadableIsErasedAgainWithoutTheKeyOfTheOthers() throws {
    let house = try House()
    try house.ask(.issueKeys(photosession: Scene.id(1)), from: .gateway)
    house.hold(Scene.copy(10, .photo, .erased, reason: .removed))
    house.custodians[.uploadStore]!.readable = [Scene.copy(10).id]
    try house.tick(after: .seconds(60))
    try house.settle()
    #expect(try house.script.book().map(\.reason) == [.removed])
    #expect(house.custodians[.uploadStore]!.readable.isEmpty)
    #expect(try house.script.hasKey(Scene.id(1), .photo))
  }

  @Test func nothingIsTouchedThatIsNotDueWhateverACustodianLists() throws {
    let script = try Scene.script()
    try script.feed(.started)
    let asked = script.asked.filter { if case .holdings(.due) = $0.request { true } else { false } }
    for ticket in asked.map(\.ticket) { try script.answer(.holdings([Scene.copy(10)], hasMore: false), ticket) }
    #expect(script.asked.isEmpty)
    #expect(asked.count == 3)
  }

  @Test func aLedgerThatLeadsNowhereIsNotFollowedForEver() throws {
    let script = try Scene.script()
    try script.feed(.started)
    let ticket = try #require(script.asked.first?.ticket)
    let page = CustodianReply.holdings([Scene.copy(10)], hasMore: true)
    try script.answer(page, ticket)
    #expect(script.asked.count == 1)
    try script.answer(page, ticket)
    #expect(script.asked.isEmpty)
  }

  @Test func aSweepCutShortGoesOnWhenItsCustodianAnswersAgain() throws {
    let house = try House()
    for number in 100..<220 { house.hold(Scene.copy(number, dueIn: .seconds(1))) }
    try house.tick(after: .seconds(60))
    for _ in 0..<4 { try house.deliver(house.underWay.firstIndex { $0.custodian == .uploadStore }!) }
    try house.lose(house.underWay.firstIndex { $0.custodian == .uploadStore }!)
    try house.settle()
    let left = house.custodians[.uploadStore]!.ledger.count
    #expect(left > 0 && left < 120)
    try house.tick(after: .seconds(1))
    try house.settle()
    #expect(house.isEmpty)
    #expect(try house.script.book().count == 120)
  }

  @Test func copiesThatStayStuckDoNotHoldUpTheOthers() throws {
    let house = try House()
    for number in 100..<400 { house.hold(Scene.copy(number, dueIn: .milliseconds(number))) }
    house.custodians[.uploadStore]!.stuck = Set((100..<250).map { Scene.copy($0).id })
    try house.tick(after: .seconds(60))
    try house.settle()
    #expect(try house.script.book().count == 150)
    #expect(house.custodians[.uploadStore]!.ledger.count == 150)
  }

  @Test func whatACustodianErasedByItsOwnClockIsCountedOnce() throws {
    let house = try House()
    house.hold(
      Scene.copy(10, .photo, .erased, dueIn: .seconds(1), reason: .expired),
      Scene.copy(11, .photo, .erased, reason: .removed), Scene.copy(12, dueIn: .seconds(1)),
      Scene.copy(13, .photo, .erased, reason: .orphan))
    try house.tick(after: .seconds(60))
    // The receipts are written, but the custodian does not hear of it and lists the copies again.
    while let place = house.underWay.firstIndex(where: { $0.custodian == .uploadStore }) {
      if case .receipted = house.underWay[place].request { try house.lose(place) } else { try house.deliver(place) }
    }
    try house.run(seconds: 3)
    #expect(house.custodians[.uploadStore]!.ledger.isEmpty)
    #expect(try house.script.book().count == 4)
    let counts = try house.script.read { try Scene.janitor.counts($0) }
    #expect(counts["byOwnClock upload-store"] == 1 && counts["orphans upload-store"] == 1)
    #expect(counts["byOwnClock astria"] == nil)
  }

  @Test func aSilentCustodianIsNamedAndDoesNotHinderTheOthers() throws {
    let house = try House()
    house.hold(Scene.copy(10, dueIn: .seconds(1)))
    try house.tick(after: .seconds(60))
    try house.ask(.sweep(dryRun: false), from: .janitor)
    while let place = house.underWay.firstIndex(where: { $0.custodian == .astriaBridge }) { try house.lose(place) }
    #expect(house.replies.isEmpty)
    try house.settle()
    #expect(house.replies == [.swept(erased: 1, due: [], silent: [.astriaBridge])])
    #expect(try house.script.read { try Scene.janitor.counts($0)["silentCustodians"] } == 1)
    try house.tick(after: .seconds(60))
    try house.settle()
    #expect(try house.script.read { try Scene.janitor.counts($0)["silentCustodians"] } == 0)
  }

  @Test func aDryRunTouchesNothing() throws {
    let script = try Scene.script()
    try script.ask(.sweep(dryRun: true))
    guard case .look(let look, let asker)? = script.effects.first else { return #expect(Bool(false)) }
    #expect(look.query == .due(by: script.now))
    let pages = [
      LedgerPage(custodian: .account), LedgerPage(custodian: .astriaBridge, copies: [Scene.copy(12, .tune)]),
      LedgerPage(custodian: .uploadStore, copies: [Scene.copy(10), Scene.copy(14)]),
    ]
    try script.feed(.outcome(.looked(pages, look, for: asker)))
    let due = [Scene.copy(10), Scene.copy(12, .tune), Scene.copy(14)]
    #expect(script.replies == [.swept(erased: 0, due: due, silent: [.account])])
    #expect(script.effects.isEmpty)
  }

  @Test func pagesOfSeveralLedgersBecomePagesOfOneWithoutAGap() throws {
    let ledgers = [Array(1...130), [5, 7, 400], [131, 132]].map { $0.map { Scene.copy($0, dueIn: .seconds($0 % 7)) } }
    for kind in [HoldingsQuery.all(), .due(by: Scene.start + .seconds(86_400))] {
      var seen: [Copy] = []
      var next: HoldingsQuery? = kind
      while let query = next {
        let pages = ledgers.map { ledger in
          let left = ledger.sorted(by: query.lists).filter { copy in
            seen.last.map { query.lists($0, before: copy) } ?? true
          }
          return LedgerPage(custodian: .account, copies: Array(left.prefix(50)), hasMore: left.count > 50)
        }
        let (copies, hasMore) = LedgerPage.merged(pages, query)
        seen += copies
        next = hasMore ? copies.last.flatMap(query.following) : nil
      }
      #expect(seen == ledgers.flatMap { $0 }.sorted(by: kind.lists))
    }
  }

  @Test func whoAsksForASweepIsAnsweredAlsoWhileTheBookIsReplayed() throws {
    let house = try House()
    try house.crash()
    try house.ask(.sweep(dryRun: false), from: .janitor)
    func isOfASweep(_ request: CustodianRequest) -> Bool {
      if case .holdings(.due) = request { true } else { false }
    }
    while let place = house.underWay.firstIndex(where: { isOfASweep($0.request) }) { try house.deliver(place) }
    #expect(!house.underWay.isEmpty, "the replay goes on")
    #expect(house.replies == [.swept(erased: 0, due: [], silent: [])])
  }

  @Test func aClockThatWasSetBackHoldsUpNoSweepAndNoErasure() throws {
    let house = try House()
    house.hold(Scene.copy(10))
    try house.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .failed), from: .astriaBridge)
    while !house.underWay.isEmpty { try house.lose() }
    house.script.now = house.script.now - .seconds(86_400)
    for _ in 0..<70 {
      if Set(house.underWay.map(\.custodian)) == Set(Custodians.all) { break }
      try house.tick(after: .seconds(1))
    }
    #expect(Set(house.underWay.map(\.custodian)) == Set(Custodians.all))
    try house.settle()
    #expect(try house.script.book().count == 1)
  }
}
