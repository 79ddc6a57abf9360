import Shared
import Testing

@testable import upload_store

@Suite(.timeLimit(.minutes(1)))
struct CustodyIntakeTests {
  private let script: CustodyScript

  init() throws { script = try CustodyScript() }

  @Test func aPhotoHasItsRowBeforeItsFirstByteAndIsAcknowledgedWhenItIsSafe() throws {
    let arrival = try #require(try script.sendPhoto(1))
    #expect(script.replies.isEmpty)
    #expect(try script.state(1) == .expected)
    try script.takenIn(arrival)
    #expect(try script.state(1) == .held)
    let view = PhotoView(
      id: CustodyScript.photo(1), contentType: "image/jpeg", bytes: 1000, width: 640, height: 480,
      receivedAt: CustodyScript.start, mustBeGoneBy: script.photosMustBeGoneBy)
    #expect(script.replies == [.photoStored(view)])
  }

  @Test func anObjectsNameSaysNothingOfWhoseItIs() throws {
    let first = try #require(try script.sendPhoto(1)).stored
    let second = try #require(try script.sendPhoto(2)).stored
    #expect(first.object != second.object)
    #expect(first.object.text != first.copy.text && first.object.text != first.owner.text)
  }

  @Test func aPhotosTimesAreThoseOfItsKeyIfTheyAreEarlier() throws {
    let arrival = try #require(try script.sendPhoto(1))
    let earlier = CustodyScript.start + .seconds(60)
    try script.takenIn(arrival, mustBeGoneBy: earlier)
    #expect(try script.holdings().map(\.mustBeGoneBy) == [earlier])
  }

  @Test func theSamePhotoAgainIsAnsweredTheSameAndTakesNoSecondPlace() throws {
    try script.hold(1)
    let first = script.replies
    try script.sendPhoto(1)
    #expect(script.replies == first)
    #expect(script.effects.isEmpty)
    #expect(try script.holdings().count == 1)
  }

  @Test func theSamePhotoWhileItIsOnItsWayIsToBeTriedLater() throws {
    try script.sendPhoto(1)
    try script.sendPhoto(1)
    #expect(script.problems == [.busy])
  }

  @Test func anotherPhotosessionCannotUseThePhotosName() throws {
    try script.hold(1)
    let other = Photosession.ID(bytes: Array(repeating: 9, count: 16))
    let request = UploadStoreRequest.storePhoto(
      photosession: other, photo: CustodyScript.photo(1), contentType: "image/jpeg")
    try script.ask(request, length: 10)
    #expect(script.problems == [.conflict])
  }

  @Test func aPhotoThatWasErasedDoesNotComeBack() throws {
    try script.hold(1)
    try script.ask(.removePhoto(photosession: script.photosession, photo: CustodyScript.photo(1)))
    try script.finishRemovals()
    try script.sendPhoto(1)
    #expect(script.problems == [.conflict])
    #expect(try script.state(1) == .erased)
  }

  @Test func ofManyPhotosAtOnceNoMoreThanTwentyPass() throws {
    for number in 1...20 as ClosedRange<UInt8> { #expect(try script.sendPhoto(number) != nil) }
    #expect(try script.sendPhoto(21) == nil)
    #expect(script.problems == [.tooManyPhotos])
    try script.ask(.removePhoto(photosession: script.photosession, photo: CustodyScript.photo(3)))
    #expect(script.problems == [.busy])
  }

  @Test func aRemovedPhotoMakesRoomForAnother() throws {
    try script.hold(1...20)
    try script.ask(.removePhoto(photosession: script.photosession, photo: CustodyScript.photo(3)))
    #expect(try script.sendPhoto(21) != nil)
  }

  @Test func aRefusedPhotoMakesRoomForAnotherAndLeavesNoRow() throws {
    try script.hold(1...19)
    let arrival = try #require(try script.sendPhoto(20))
    try script.service.feed(.outcome(.notTakenIn(arrival, Refusal(.notAnImage, "no"), isClean: true)))
    #expect(script.problems == [.notAnImage])
    #expect(try script.state(20) == nil)
    #expect(try script.sendPhoto(21) != nil)
  }

  @Test func aRefusedPhotoWhoseBytesMayLieThereIsRemovedBeforeItIsRefused() throws {
    let arrival = try #require(try script.sendPhoto(1))
    try script.service.feed(.outcome(.notTakenIn(arrival, Refusal(.unavailable, "no"), isClean: false)))
    #expect(script.refusals.isEmpty)
    try script.finishRemovals(succeeding: false)
    #expect(script.problems == [.unavailable])
    #expect(try script.state(1) == .discarding)
    script.now = script.now + .seconds(5)
    try script.tick()
    try script.finishRemovals()
    try script.finishLooking()
    #expect(try script.state(1) == nil)
  }

  @Test func whatTheStoreOnlyClaimsToHaveDeletedKeepsItsRowAndIsDeletedAgain() throws {
    let arrival = try #require(try script.sendPhoto(1))
    try script.service.feed(.outcome(.notTakenIn(arrival, Refusal(.unavailable, "no"), isClean: false)))
    try script.finishRemovals()
    for finding in [ReadBackResult.Finding.readable, .unknown] {
      try script.finishLooking(finding)
      #expect(try script.state(1) == .discarding)
      script.now = script.now + .seconds(5)
      try script.tick()
      try script.finishRemovals()
    }
    try script.finishLooking()
    #expect(try script.state(1) == nil)
  }

  @Test func aPhotoKnownToBeTooLargeIsRefusedBeforeAnythingIsRead() throws {
    try script.sendPhoto(1, length: PhotosessionLimits.photoBytesMax + 1)
    #expect(script.problems == [.photoTooLarge])
    #expect(try script.state(1) == nil)
  }

  @Test func aPhotoWithoutBytesIsRefused() throws {
    let photo = CustodyScript.photo(1)
    try script.ask(.storePhoto(photosession: script.photosession, photo: photo, contentType: "image/png"))
    #expect(script.problems == [.malformedRequest])
  }

  @Test func nothingIsTakenWhileTheClockIsWrong() throws {
    try script.hold(1)
    script.now = script.now - .seconds(3600)
    try script.sendPhoto(2)
    #expect(script.problems == [.retentionUnavailable])
  }

  @Test func anAvatarKeepsItsPlace() throws {
    let arrival = try #require(try script.sendAvatar(1, prompt: 1, index: 2))
    try script.takenIn(arrival)
    guard case .avatarStored(let view)? = script.replies.first else { return #expect(Bool(false), "not stored") }
    #expect((view.prompt, view.index) == (1, 2))
    try script.sendAvatar(1, prompt: 1, index: 2)
    #expect(script.replies == [.avatarStored(view)])
  }

  // MARK: The end of intake

  @Test func intakeDoesNotCloseWithTooFewPhotos() throws {
    try script.hold(1...3)
    try script.sendPhoto(4)
    try script.closeIntake()
    #expect(script.problems == [.tooFewPhotos])
    #expect(try script.sendPhoto(5) != nil)
  }

  @Test func intakeClosesOnceAndIsAnsweredTheSameAgain() throws {
    try script.hold(1...4)
    try script.closeIntake()
    let first = script.replies
    guard case .intakeClosed(let views)? = first.first else { return #expect(Bool(false), "not closed") }
    #expect(views.map(\.id) == (1...4).map(CustodyScript.photo))
    try script.closeIntake()
    #expect(script.replies == first)
    try script.sendPhoto(5)
    #expect(script.problems == [.photosClosed])
    try script.ask(.removePhoto(photosession: script.photosession, photo: CustodyScript.photo(1)))
    #expect(script.problems == [.photosClosed])
    try script.sendPhoto(1)
    #expect(script.problems.isEmpty)
  }

  @Test func photosStillOnTheirWayWhenIntakeClosesAreCutOff() throws {
    try script.hold(1...4)
    let late = try #require(try script.sendPhoto(5))
    try script.closeIntake()
    #expect(try script.state(5) == .cutOff)
    try script.takenIn(late)
    #expect(script.refusals.isEmpty)
    #expect(script.effects == [.remove([late.stored], .refusal(late.request, .photosClosed))])
    try script.finishRemovals()
    #expect(script.problems == [.photosClosed])
    try script.finishLooking()
    #expect(try script.state(5) == nil)
  }

  // MARK: After a crash

  @Test func whatWasOnItsWayInACrashIsRemovedAndItsRowWithIt() throws {
    let arrival = try #require(try script.sendPhoto(1))
    try script.restart()
    #expect(script.effects.contains(.remove([arrival.stored], .ownClock)))
    try script.finishRemovals()
    try script.finishLooking()
    #expect(try script.state(1) == nil)
    #expect(try script.sendPhoto(1) != nil)
  }

  @Test func anAcknowledgedPhotoOutlivesACrashAndIsAnsweredTheSame() throws {
    try script.hold(1)
    let first = script.replies
    try script.restart()
    #expect(!script.effects.contains { if case .remove = $0 { true } else { false } })
    try script.sendPhoto(1)
    #expect(script.replies == first)
  }

  @Test func aClosedIntakeStaysClosedAfterACrash() throws {
    try script.hold(1...4)
    try script.sendPhoto(5)
    try script.closeIntake()
    try script.restart()
    try script.finishRemovals()
    try script.finishLooking()
    #expect(try script.state(5) == nil)
    try script.sendPhoto(6)
    #expect(script.problems == [.photosClosed])
  }
}
