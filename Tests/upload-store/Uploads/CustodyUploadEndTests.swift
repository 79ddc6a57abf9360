import Shared
import Testing

@testable import upload_store

/// How photos in pieces end before they are whole.
@Suite(.timeLimit(.minutes(1)))
struct CustodyUploadEndTests {
  private let upload: UploadScript
  private var script: CustodyScript { upload.script }

  init() throws { upload = try UploadScript() }

  @Test func calledOffItIsGoneAndALateRequestBringsNothingBack() throws {
    try upload.begin()
    try upload.came(upload.send(from: 0, 40), 40)
    let late = try #require(try upload.send(from: 40, 60, isLast: true))
    try script.ask(.removePhoto(photosession: script.photosession, photo: upload.photo))
    #expect(script.effects.contains(.stopReceiving(late.stored.copy)))
    try script.finishRemovals()
    #expect(script.replies == [.removed])
    try upload.came(late, 60, whole: true)
    try script.finishRemovals()
    #expect(script.problems == [.conflict])
    try script.finishLooking()
    #expect(try script.state(1) == nil)
    #expect(try upload.look() == nil)
    try upload.send(from: 100, 0, isLast: true)
    #expect(script.problems == [.notFound])
  }

  @Test func withTrainingUnfinishedUploadsEnd() throws {
    try script.hold(2...5)
    try upload.begin()
    try upload.came(upload.send(from: 0, 40), 40)
    let late = try #require(try upload.send(from: 40, 60, isLast: true))
    try script.closeIntake()
    #expect(script.effects.contains(.stopReceiving(late.stored.copy)))
    try script.finishRemovals()
    #expect(try upload.pieces().contains(.erased))
    try upload.came(late, 60, whole: true)
    #expect(script.effects.count == 1)
    try script.finishRemovals()
    #expect(script.problems == [.photosClosed])
    try script.finishLooking()
    #expect(try script.state(1) == nil)
    try upload.begin(CustodyScript.photo(9))
    #expect(script.problems == [.photosClosed])
  }

  @Test func abandonedItIsErasedAtItsTimeWithReceipts() throws {
    try upload.begin()
    try upload.came(upload.send(from: 0, 40), 40)
    script.now = script.photosMustBeGoneBy
    #expect(try upload.look() == nil)
    try script.tick()
    try script.finishRemovals()
    #expect(try upload.pieces() == [.erased])
    let pieces = try script.holdings()
    #expect(pieces.map(\.reason) == [.expired])
    try script.ask(.receipted(copies: pieces.map(\.id)))
    #expect(try script.holdings().isEmpty)
    #expect(try script.service.read { try UploadTable(database: $0).find(Copy.ID(upload.photo)) } == nil)
  }

  /// Nothing of it has come, so it is no copy; but it names its owner, whom nothing may name once erased.
  @Test func whatWasOnlyAnnouncedIsForgottenWithItsOwner() throws {
    try script.hold(2...2)
    try upload.begin()
    let mine = HoldingsQuery.owned(by: Owner.ID(script.photosession), after: nil)
    let holdings = try script.holdings(mine)
    #expect(holdings.map(\.id) == [1, 2].map(CustodyScript.copy) && holdings[0].state == .expected)
    #expect(holdings[0].mustBeGoneBy == script.photosMustBeGoneBy && holdings[0].deadline == script.photosDeadline)
    let next = HoldingsQuery.owned(by: Owner.ID(script.photosession), after: CustodyScript.copy(1))
    #expect(try script.holdings(next).map(\.id) == [CustodyScript.copy(2)])
    #expect(try script.holdings().count == 1, "only whoever asks for all of one owner is told")

    try script.ask(.erase(copies: holdings.map(\.id), reason: .accountErasure))
    try script.finishRemovals()
    try script.ask(.receipted(copies: holdings.map(\.id)))
    #expect(try script.holdings(mine).isEmpty)
    #expect(try upload.look() == nil)
  }

  // MARK: After a crash

  @Test func whatWasSafeOutlivesACrashAndWhatWasComingDoesNot() throws {
    try upload.begin()
    try upload.came(upload.send(from: 0, 40), 40)
    try upload.send(from: 40, 60, isLast: true)
    try script.restart()
    try script.finishRemovals()
    try script.finishLooking()
    #expect(try upload.pieces() == [.held])
    #expect(try upload.look()?.offset == 40)
    try upload.came(upload.send(from: 40, 60, isLast: true), 60, whole: true)
    #expect(upload.view?.end != nil)
  }
}
