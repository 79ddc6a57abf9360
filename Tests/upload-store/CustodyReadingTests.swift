import Shared
import Testing

@testable import upload_store

@Suite(.timeLimit(.minutes(1)))
struct CustodyReadingTests {
  private let script: CustodyScript

  init() throws {
    script = try CustodyScript()
    try script.hold(1...2)
  }

  private func objects() -> [Opening] {
    script.service.outputs.compactMap { if case .reply(_, _, let object) = $0 { object } else { nil } }
  }

  @Test func aHeldPhotoIsShown() throws {
    try script.ask(.readPhoto(photosession: script.photosession, photo: CustodyScript.photo(1)))
    #expect(objects().map(\.stored.copy) == [CustodyScript.copy(1)])
    #expect(objects().map(\.bytes) == [1000])
  }

  @Test func aPhotoIsNotShownOnceItsTimeCame() throws {
    script.now = script.photosMustBeGoneBy
    try script.ask(.readPhoto(photosession: script.photosession, photo: CustodyScript.photo(1)))
    #expect(script.problems == [.notFound])
  }

  @Test func whatIsBeingErasedOnItsWayForeignOrOfAnotherClassIsNotFound() throws {
    try script.sendPhoto(3)
    try script.ask(.erase(copies: [CustodyScript.copy(1)], reason: .processed))
    let other = Photosession.ID(bytes: Array(repeating: 9, count: 16))
    for request: UploadStoreRequest in [
      .readPhoto(photosession: script.photosession, photo: CustodyScript.photo(1)),
      .readPhoto(photosession: script.photosession, photo: CustodyScript.photo(3)),
      .readPhoto(photosession: other, photo: CustodyScript.photo(2)),
      .readAvatar(photosession: script.photosession, avatar: Avatar.ID(CustodyScript.photo(2))),
    ] {
      try script.ask(request)
      #expect(script.problems == [.notFound])
    }
  }

  @Test func photosAreListedWithWhatIsHeldAndUntilWhen() throws {
    try script.sendPhoto(3)
    let avatar = try #require(try script.sendAvatar(4))
    try script.takenIn(avatar)
    try script.ask(.erase(copies: [CustodyScript.copy(1)], reason: .processed))
    try script.finishRemovals()
    try script.ask(.photos(photosession: script.photosession))
    guard case .photos(let views, let held)? = script.replies.first else { return #expect(Bool(false), "no list") }
    #expect(views.map(\.id) == [CustodyScript.photo(2)])
    let until = script.photosMustBeGoneBy
    #expect(
      held == [
        Held(copyClass: .photo, custodian: .uploadStore, copies: 2, mustBeGoneBy: until),
        Held(copyClass: .avatar, custodian: .uploadStore, copies: 1, mustBeGoneBy: until),
      ])
  }

  @Test func avatarsAreListedByTheirPlace() throws {
    for (number, place) in [(3, (1, 0)), (4, (0, 1)), (5, (0, 0))] as [(UInt8, (Int, Int))] {
      let arrival = try #require(try script.sendAvatar(number, prompt: place.0, index: place.1))
      try script.takenIn(arrival)
    }
    try script.ask(.avatars(photosession: script.photosession))
    guard case .avatars(let views)? = script.replies.first else { return #expect(Bool(false), "no list") }
    #expect(views.map(\.id) == [5, 4, 3].map { Avatar.ID(CustodyScript.photo($0)) })
  }

  @Test func theStatusCountsByClassAndState() throws {
    try script.sendPhoto(3)
    let counts = try script.service.read { try script.service.service.counts($0) }
    #expect(
      counts == [
        "photo held": 2, "photo expected": 1, "entriesWithoutBytes": 0, "objectsWithoutEntry": 0, "leftovers": 0,
      ])
  }
}
