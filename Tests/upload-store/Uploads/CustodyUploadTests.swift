import Shared
import Testing

@testable import upload_store

/// Photos in pieces, driven by hand.
@Suite(.timeLimit(.minutes(1)))
struct CustodyUploadTests {
  private let upload: UploadScript
  private var script: CustodyScript { upload.script }

  init() throws { upload = try UploadScript() }

  @Test func aPhotoInThreePiecesIsOnePhotoAndItsPiecesGo() throws {
    try upload.begin()
    #expect(upload.view?.offset == 0 && upload.view?.length == 100 && upload.view?.end == nil)
    try upload.came(upload.send(from: 0, 40), 40)
    #expect(upload.view?.offset == 40)
    try upload.came(upload.send(from: 40, 60, isLast: true), 30)
    #expect(upload.view?.offset == 70 && upload.view?.end == nil)
    let last = try #require(try upload.send(from: 70, 30, isLast: true))
    #expect(last.piece?.earlier.map(\.bytes) == [40, 30])
    try upload.came(last, 30, whole: true)
    guard case .stored(let stored)? = upload.view?.end else { return #expect(Bool(false), "not stored") }
    #expect(upload.view?.offset == 100 && stored.id == upload.photo)
    #expect(try upload.pieces() == [.erasing, .erasing])
    try script.finishRemovals()
    #expect(try upload.pieces() == [.erased, .erased])
    #expect(try upload.look()?.end == .stored(stored))
    try script.ask(.photos(photosession: script.photosession))
    guard case .photos(let views, let held)? = script.replies.first else { return #expect(Bool(false), "no photos") }
    #expect(views == [stored] && held.map(\.copies) == [1])
  }

  @Test func aRowStandsBeforeEachPieceAndItsPhotoOnlyWithTheLastOne() throws {
    try upload.begin()
    try upload.send(from: 0, 40)
    #expect(try upload.pieces() == [.expected])
    #expect(try script.state(1) == nil)
    #expect(try script.holdings().map(\.copyClass) == [.photo])
  }

  @Test func piecesAreHeldButAreNoPhotos() throws {
    try script.hold(2...4)
    try upload.begin()
    try upload.came(upload.send(from: 0, 40), 40)
    try script.ask(.photos(photosession: script.photosession))
    guard case .photos(let views, let held)? = script.replies.first else { return #expect(Bool(false), "no photos") }
    #expect(views.count == 3 && held.map(\.copies) == [4])
    try script.closeIntake()
    #expect(script.problems == [.tooFewPhotos])
    let piece = try #require(try script.holdings().first { !(2...4).map(CustodyScript.copy).contains($0.id) })
    try script.ask(.readPhoto(photosession: script.photosession, photo: Photo.ID(piece.id)))
    #expect(script.problems == [.notFound])
    try script.ask(.removePhoto(photosession: script.photosession, photo: Photo.ID(piece.id)))
    #expect(script.problems == [.notFound])
  }

  @Test func theEndIsSaidAndNotCounted() throws {
    try upload.begin()
    try upload.came(upload.send(from: 0, 100), 100)
    #expect(upload.view?.offset == 100 && upload.view?.end == nil)
    try upload.came(upload.send(from: 100, 0, isLast: true), 0, whole: true)
    #expect(upload.view?.end != nil)
  }

  @Test func anEmptyPieceThatIsNotTheLastChangesNothing() throws {
    try upload.begin()
    #expect(try upload.send(from: 0, 0) == nil)
    #expect(upload.view?.offset == 0)
    #expect(try script.holdings().isEmpty)
  }

  @Test func aPieceOfWhichNothingCameLeavesNoRow() throws {
    try upload.begin()
    try upload.came(upload.send(from: 0, 100, isLast: true), 0)
    #expect(upload.view?.offset == 0)
    #expect(try script.holdings().isEmpty)
  }

  @Test func aFinishedPhotoThatIsBegunAgainIsThere() throws {
    try upload.begin()
    try upload.came(upload.send(from: 0, 100, isLast: true), 100, whole: true)
    try upload.begin()
    #expect(upload.view?.offset == 100 && upload.view?.end != nil)
    try upload.send(from: 100, 0, isLast: true)
    #expect(upload.view?.end != nil)
    try script.hold(2)
    try upload.begin(CustodyScript.photo(2))
    guard case .photoStored? = script.replies.first else { return #expect(Bool(false), "not there") }
  }

  // MARK: What does not fit

  @Test func aWrongOffsetDoesNoHarm() throws {
    try upload.begin()
    try upload.came(upload.send(from: 0, 40), 40)
    for offset in [0, 39, 41, 100] {
      try upload.send(from: offset, 10)
      #expect(script.problems == [.mismatchingUploadOffset])
    }
    try upload.came(upload.send(from: 40, 60, isLast: true), 60, whole: true)
    #expect(upload.view?.end != nil)
  }

  @Test func ofTwoWhoSendOneWins() throws {
    try upload.begin()
    let first = try upload.send(from: 0, 40)
    try upload.send(from: 0, 50)
    #expect(script.problems == [.mismatchingUploadOffset])
    try upload.came(first, 40)
    #expect(upload.view?.offset == 40)
  }

  @Test func whoAsksWhileAnotherSendsHasThatOneEndedAndHearsWhatCameOfIt() throws {
    try upload.begin()
    let first = try #require(try upload.send(from: 0, 100, isLast: true))
    #expect(try upload.look() == nil)
    #expect(script.effects == [.stopReceiving(first.stored.copy)])
    try upload.came(first, 40)
    #expect(script.service.outputs.count == 2)
    #expect(
      script.replies.allSatisfy { $0 == .upload(UploadView(photo: upload.photo, offset: 40, length: 100, endsAt: end)) }
    )
  }

  private var end: Moment { CustodyScript.start + .seconds(12 * 3600) }

  @Test func anotherLengthThanAnnouncedEndsItForGood() throws {
    try upload.begin()
    try upload.came(upload.send(from: 0, 40), 40)
    try upload.send(from: 40, 61)
    #expect(script.problems == [.inconsistentUploadLength])
    #expect(try upload.pieces() == [.erasing])
    #expect(try upload.send(from: 40, 60, isLast: true) == nil)
    #expect(upload.view?.end == .refused(.inconsistentLength))
    #expect(try upload.look()?.end == .refused(.inconsistentLength))
  }

  @Test func whatIsNoPhotoIsRefusedForGoodAndItsPiecesGo() throws {
    try upload.begin()
    try upload.came(upload.send(from: 0, 40), 40)
    let last = try #require(try upload.send(from: 40, 60, isLast: true))
    try script.service.feed(.outcome(.notTakenIn(last, Refusal(.notAnImage, "no"), isClean: true)))
    #expect(script.problems == [.notAnImage])
    try script.finishRemovals()
    #expect(try upload.pieces() == [.erased])
    #expect(try script.state(1) == nil)
    #expect(try upload.look()?.end == .refused(Refusal(.notAnImage, "no")))
  }

  @Test(arguments: [Problem.unavailable, .retentionUnavailable, .insufficientStorage, .busy])
  func whatIsWrongWithUsCanBeTriedAgain(_ problem: Problem) throws {
    try upload.begin()
    try upload.came(upload.send(from: 0, 40), 40)
    let last = try #require(try upload.send(from: 40, 60, isLast: true))
    try script.service.feed(.outcome(.notTakenIn(last, Refusal(problem, "later"), isClean: true)))
    #expect(script.problems == [problem])
    #expect(try upload.look()?.offset == 40)
    try upload.came(upload.send(from: 40, 60, isLast: true), 60, whole: true)
    #expect(upload.view?.end != nil)
  }

  @Test func aPieceThatIsLostTakesTheUploadWithIt() throws {
    try upload.begin()
    let first = try #require(try upload.send(from: 0, 40))
    try upload.came(first, 40)
    try script.service.feed(
      .outcome(.readBack([ReadBackResult(copy: first.stored.copy, finding: .gone)], .missing)))
    #expect(try upload.look() == nil)
    #expect(script.problems == [.notFound])
    try upload.send(from: 40, 60, isLast: true)
    #expect(script.problems == [.notFound])
  }

  @Test func aPhotosessionTakesNoMorePhotosInPiecesThanWhole() throws {
    try upload.begin()
    try upload.came(upload.send(from: 0, 40), 40)
    try script.hold(2...21)
    try upload.send(from: 40, 60, isLast: true)
    #expect(script.problems == [.tooManyPhotos])
    try upload.begin(CustodyScript.photo(30))
    #expect(script.problems == [.tooManyPhotos])
  }

  @Test func ofMoreUploadsThanPhotosTheOldestEnds() throws {
    try upload.begin()
    try upload.came(upload.send(from: 0, 40), 40)
    for number in 2...20 as ClosedRange<UInt8> {
      script.now = script.now + .seconds(1)
      try upload.begin(CustodyScript.photo(number))
    }
    #expect(try upload.pieces() == [.held])
    try upload.begin(CustodyScript.photo(21))
    #expect(try upload.pieces() == [.erasing])
    #expect(try upload.look() == nil)
  }

  @Test func anUploadOfAnotherPhotosessionIsNone() throws {
    try upload.begin()
    let other = Photosession.ID(bytes: Array(repeating: 9, count: 16))
    try script.ask(.upload(photosession: other, photo: upload.photo))
    #expect(script.problems == [.notFound])
    try script.ask(
      .continueUpload(photosession: other, photo: upload.photo, piece: UploadPiece(offset: 0, isLast: true)), length: 3)
    #expect(script.problems == [.notFound])
  }
}
