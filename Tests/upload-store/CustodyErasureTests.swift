import Shared
import Testing

@testable import upload_store

@Suite(.timeLimit(.minutes(1)))
struct CustodyErasureTests {
  private let script: CustodyScript
  private var copies: [Copy.ID] { (1...4).map(CustodyScript.copy) }

  init() throws {
    script = try CustodyScript()
    try script.hold(1...4)
  }

  private func removedCopies() -> [Copy.ID] {
    script.effects.flatMap { if case .remove(let copies, _) = $0 { copies.map(\.copy) } else { [Copy.ID]() } }
  }

  @Test func theJanitorIsAnsweredWhenTheBytesAreGone() throws {
    try script.ask(.erase(copies: copies, reason: .processed))
    #expect(script.replies.isEmpty)
    #expect(removedCopies() == copies)
    script.now = script.now + .seconds(1)
    try script.finishRemovals()
    let erased = copies.map { ErasureResult(copy: $0, erasedAt: script.now) }
    #expect(script.replies == [.custodian(.erased(erased))])
    #expect(try script.holdings().allSatisfy { $0.state == .erased && $0.reason == .processed })
  }

  @Test func theJanitorIsToldWhatCouldNotBeDeletedYet() throws {
    try script.ask(.erase(copies: [copies[0]], reason: .failed))
    try script.finishRemovals(succeeding: false)
    #expect(script.replies == [.custodian(.erased([ErasureResult(copy: copies[0], erasedAt: nil)]))])
    #expect(try script.state(1) == .erasing)
    script.now = script.now + .seconds(5)
    try script.tick()
    #expect(removedCopies() == [copies[0]])
    try script.finishRemovals()
    #expect(try script.state(1) == .erased)
  }

  @Test func namesUnknownHereCountAsErasedAndGone() throws {
    let unknown = CustodyScript.copy(99)
    try script.ask(.erase(copies: [unknown], reason: .expired))
    #expect(script.replies == [.custodian(.erased([ErasureResult(copy: unknown, erasedAt: script.now)]))])
    try script.ask(.readBack(copies: [unknown]))
    #expect(script.replies == [.custodian(.readBack([ReadBackResult(copy: unknown, finding: .gone)]))])
  }

  @Test func oneErasureIsBounded() throws {
    let many = (0...100).map { CustodyScript.copy(UInt8($0)) }
    try script.ask(.erase(copies: many, reason: .expired))
    #expect(script.problems == [.invalidField])
    #expect(script.effects.isEmpty)
  }

  @Test func erasingSomeTouchesNoOthers() throws {
    try script.ask(.erase(copies: [copies[1]], reason: .processed))
    try script.finishRemovals()
    #expect(try [1, 2, 3, 4].map { try script.state($0) } == [.held, .erased, .held, .held])
  }

  @Test func aPhotoOnItsWayIsNotErasedYetButNeverHeld() throws {
    let arrival = try #require(try script.sendPhoto(5))
    let copy = CustodyScript.copy(5)
    try script.ask(.erase(copies: [copy], reason: .cancelled))
    #expect(script.replies == [.custodian(.erased([ErasureResult(copy: copy, erasedAt: nil)]))])
    try script.ask(.readBack(copies: [copy]))
    #expect(script.replies == [.custodian(.readBack([ReadBackResult(copy: copy, finding: .unknown)]))])
    try script.takenIn(arrival)
    try script.finishRemovals()
    try script.finishLooking()
    #expect(try script.state(5) == nil)
  }

  @Test func aReadBackLooksIntoTheStore() throws {
    let request = try script.ask(.custodian(.readBack(copies: [copies[0], CustodyScript.copy(99)])))
    guard case .readBack(let stored, let purpose)? = script.effects.first else {
      return #expect(Bool(false), "the store was not looked into")
    }
    #expect(stored.map(\.copy) == [copies[0]])
    let gone = ReadBackResult(copy: CustodyScript.copy(99), finding: .gone)
    #expect(purpose == .janitor(request, known: [gone]))
    let readable = ReadBackResult(copy: copies[0], finding: .readable)
    try script.service.feed(.outcome(.readBack([readable], purpose)))
    #expect(script.replies == [.custodian(.readBack([gone, readable]))])
  }

  @Test func aRowGoesWithItsReceiptAndOnlyThen() throws {
    try script.ask(.receipted(copies: [copies[0]]))
    #expect(script.replies == [.custodian(.noted)])
    #expect(try script.state(1) == .held)
    try script.ask(.erase(copies: [copies[0]], reason: .processed))
    try script.finishRemovals()
    try script.ask(.receipted(copies: [copies[0]]))
    #expect(try script.state(1) == nil)
    try script.ask(.receipted(copies: [copies[0]]))
    #expect(script.replies == [.custodian(.noted)])
  }

  @Test func copiesNamedTwiceCountOnce() throws {
    try script.ask(.erase(copies: [copies[0], copies[0]], reason: .processed))
    #expect(removedCopies() == [copies[0]])
    try script.finishRemovals()
    try script.ask(.readBack(copies: [copies[0], copies[0]]))
    try script.ask(.receipted(copies: [copies[0], copies[0], copies[1]]))
    #expect(script.replies == [.custodian(.noted)])
    #expect(try script.state(1) == nil)
    #expect(try script.state(2) == .held)
  }

  @Test func receiptsOfOnePhotosessionLeaveTheClosedIntakeOfOthers() throws {
    try script.closeIntake()
    let other = Photosession.ID(bytes: Array(repeating: 9, count: 16))
    try script.service.read { try Ledger(database: $0).close(other, at: script.now) }
    try script.ask(.erase(copies: copies, reason: .processed))
    try script.finishRemovals()
    try script.ask(.receipted(copies: [copies[0]]))
    #expect(try script.service.read { try Ledger(database: $0).isClosed(script.photosession) })
    try script.ask(.receipted(copies: copies))
    #expect(try !script.service.read { try Ledger(database: $0).isClosed(script.photosession) })
    #expect(try script.service.read { try Ledger(database: $0).isClosed(other) })
    try script.restart()
    #expect(try !script.service.read { try Ledger(database: $0).isClosed(other) })
  }

  @Test func nothingIsLeftOfAPhotosessionOnceAllIsReceipted() throws {
    try script.closeIntake()
    try script.ask(.erase(copies: copies, reason: .processed))
    try script.finishRemovals()
    try script.ask(.receipted(copies: copies))
    let left = try script.service.read { database in
      try database.count("SELECT COUNT(*) FROM copy") + database.count("SELECT COUNT(*) FROM closed_intake")
    }
    #expect(left == 0)
  }

  // MARK: The person's wish

  @Test func aRemovedPhotoIsGoneBeforeThePersonIsTold() throws {
    let removal = UploadStoreRequest.removePhoto(photosession: script.photosession, photo: CustodyScript.photo(1))
    try script.ask(removal)
    #expect(script.replies.isEmpty)
    try script.finishRemovals()
    #expect(script.replies == [.removed])
    #expect(try script.holdings().first { $0.id == copies[0] }?.reason == .removed)
    try script.ask(removal)
    #expect(script.replies == [.removed])
  }

  @Test func aForeignPhotoIsNotRemoved() throws {
    let other = Photosession.ID(bytes: Array(repeating: 9, count: 16))
    try script.ask(.removePhoto(photosession: other, photo: CustodyScript.photo(1)))
    #expect(script.problems == [.notFound])
    #expect(try script.state(1) == .held)
  }

  // MARK: The own clock

  @Test func copiesGoAtTheirTimeThoughNobodyAsks() throws {
    script.now = script.photosMustBeGoneBy - .milliseconds(1)
    try script.tick()
    #expect(removedCopies().isEmpty)
    script.now = script.photosMustBeGoneBy
    try script.tick()
    #expect(removedCopies() == copies)
    try script.finishRemovals()
    #expect(try script.holdings().allSatisfy { $0.state == .erased && $0.reason == .expired })
    #expect(try script.holdings().count == 4)
  }

  @Test func oneTickEndsABoundedNumber() throws {
    for number in 5...80 as ClosedRange<UInt8> {
      if let arrival = try script.sendAvatar(number) { try script.takenIn(arrival) }
    }
    script.now = script.photosMustBeGoneBy
    try script.tick()
    #expect(removedCopies().count == 50)
    try script.tick()
    #expect(removedCopies().count == 30)
    try script.tick()
    #expect(removedCopies().isEmpty)
  }

  @Test func aRemovalLostInACrashIsDoneAgain() throws {
    try script.ask(.erase(copies: [copies[0]], reason: .processed))
    try script.restart()
    script.now = script.now + .seconds(5)
    try script.tick()
    #expect(removedCopies() == [copies[0]])
  }

  @Test func aPhotoOnItsWayAtItsTimeIsNeverHeld() throws {
    let arrival = try #require(try script.sendPhoto(5))
    script.now = script.photosMustBeGoneBy
    try script.tick()
    #expect(try script.state(5) == .cutOff)
    try script.takenIn(arrival)
    try script.finishRemovals()
    #expect(script.problems == [.conflict])
    try script.finishLooking()
    #expect(try script.state(5) == nil)
  }

  // MARK: The ledger, as the janitor reads it

  @Test func holdingsAreByOwnerByDueTimeAndInPages() throws {
    #expect(try script.holdings().map(\.id) == copies)
    #expect(try script.holdings(.owned(by: Owner.ID(script.photosession))).count == 4)
    #expect(try script.holdings(.owned(by: Owner.ID(bytes: Array(repeating: 1, count: 16)))).isEmpty)
    #expect(try script.holdings(.all(after: copies[1])).map(\.id) == Array(copies[2...]))
    #expect(try script.holdings(.due(by: script.photosMustBeGoneBy - .seconds(1))).isEmpty)
    #expect(try script.holdings(.due(by: script.photosMustBeGoneBy)).count == 4)
    try script.ask(.erase(copies: [copies[0]], reason: .processed))
    try script.finishRemovals()
    #expect(try script.holdings(.due(by: script.now)).map(\.id) == [copies[0]])
  }

  @Test func aLongLedgerComesPageByPage() throws {
    for number in 5...230 as ClosedRange<UInt8> {
      if let arrival = try script.sendAvatar(number) { try script.takenIn(arrival) }
    }
    script.now = script.photosMustBeGoneBy
    let owner = Owner.ID(script.photosession)
    for kind in [HoldingsQuery.all(), .owned(by: owner), .due(by: script.now)] {
      var next: HoldingsQuery? = kind
      var pages: [[Copy.ID]] = []
      while let query = next {
        try script.ask(.holdings(query))
        guard case .custodian(.holdings(let page, let hasMore))? = script.replies.first else { break }
        pages.append(page.map(\.id))
        next = hasMore ? page.last.flatMap(query.following) : nil
      }
      #expect(pages.map(\.count) == [100, 100, 30])
      #expect(Set(pages.joined()).count == 230)
    }
  }
}
