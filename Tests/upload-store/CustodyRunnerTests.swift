import Shared
import Testing

@testable import upload_store

/// Custody and runner together, with real files.
@Suite(.timeLimit(.minutes(1)))
struct CustodyRunnerTests {
  private let store: StoreOnDisk
  private let picture = SyntheticPicture.png(width: 400, height: 300)
  private var photosession: Photosession.ID { store.script.photosession }

  init() throws { store = try StoreOnDisk() }

  private func expectNothingLeft() throws {
    #expect(store.objects.isEmpty)
    #expect(try store.script.holdings().isEmpty)
  }

  @Test func aPhotoComesBackAsItWasAndLiesThereSealed() async throws {
    try await store.send(1, Attachment(picture))
    guard case .photoStored(let view)? = store.script.replies.first else { return #expect(Bool(false), "not stored") }
    #expect((view.width, view.height) == (400, 300))
    #expect(view.mustBeGoneBy == CustodyScript.start + .seconds(3600))
    try store.script.ask(.readPhoto(photosession: photosession, photo: CustodyScript.photo(1)))
    let shown = try await store.shown()
    #expect(shown.count == view.bytes)
    #expect(shown.contains(Array(picture[1000..<1032])))
    let file = try DurableFile.read(try #require(store.objects.first), from: 0, count: 1_000_000)
    #expect(!file.contains(Array(picture[1000..<1032])))
  }

  @Test func withoutTheJanitorNothingIsTakenInThoughAKeyIsInMemory() async throws {
    try await store.send(1, Attachment(picture))
    try store.script.ask(.readPhoto(photosession: photosession, photo: CustodyScript.photo(1)))
    _ = try await store.shown()
    #expect(await store.keys.count == 1)
    store.janitor.refusal = Refusal(.timedOut, "silent")
    try await store.send(2, Attachment(picture))
    #expect(store.script.problems == [.retentionUnavailable])
    #expect(try store.script.holdings().count == 1)
    try store.script.ask(.readPhoto(photosession: photosession, photo: CustodyScript.photo(1)))
    #expect(try await !store.shown().isEmpty)
  }

  @Test func onceItsKeyIsDestroyedAPhotosessionTakesNoPhoto() async throws {
    store.janitor.refusal = Refusal(.notFound, "destroyed")
    try await store.send(1, Attachment(picture))
    #expect(store.script.problems == [.photosClosed])
    try expectNothingLeft()
    try await store.sendAvatar(2, Attachment(picture))
    #expect(store.script.problems == [.notFound])
    try expectNothingLeft()
  }

  @Test func whatIsNoPictureIsRefusedAfterItsFirstBytesAndLeavesNothing() async throws {
    let endless = Attachment(length: nil, next: { Chunk([UInt8](repeating: 65, count: 100_000)) })
    try await store.send(1, endless)
    #expect(store.script.problems == [.notAnImage])
    try expectNothingLeft()
  }

  @Test func aPictureWithoutEndIsRefusedAtTheLimit() async throws {
    let head = [UInt8](picture.prefix(5000))
    let endless = Attachment(length: nil, next: { Chunk(head + [UInt8](repeating: 0, count: 200_000)) })
    try await store.send(1, endless)
    #expect(store.script.problems == [.photoTooLarge])
    try expectNothingLeft()
  }

  @Test func fewerBytesThanAnnouncedAreRefused() async throws {
    try await store.send(1, Attachment(picture, pieceSize: 10_000, length: picture.count + 1))
    #expect(store.script.problems == [.bodyLengthMismatch])
    try expectNothingLeft()
  }

  @Test func aPictureThatStopsComingIsRefusedAndLeavesNothing() async throws {
    let broken = Attachment(length: nil, next: { throw Refusal(.cancelled, "gone") })
    try await store.send(1, broken)
    #expect(store.script.problems == [.unavailable])
    try expectNothingLeft()
  }

  @Test func anAvatarIsToldByItsBytes() async throws {
    let webP = Array("RIFF".utf8) + [4, 0, 0, 0] + Array("WEBPVP8 ".utf8) + [1, 2, 3]
    try await store.sendAvatar(1, Attachment(webP))
    guard case .avatarStored(let view)? = store.script.replies.first else { return #expect(Bool(false), "not stored") }
    #expect(view.contentType == "image/webp")
    try store.script.ask(.readAvatar(photosession: photosession, avatar: view.id))
    #expect(try await store.shown() == webP)
    try await store.sendAvatar(2, Attachment(Array("<html>".utf8)))
    #expect(store.script.problems == [.unsupportedImage])
  }

  @Test func anErasedPhotoIsGoneFromTheStoreAndItsKeyFromMemory() async throws {
    try await store.send(1, Attachment(picture))
    try store.script.ask(.readPhoto(photosession: photosession, photo: CustodyScript.photo(1)))
    _ = try await store.shown()
    #expect(try await store.readBack(1) == .readable)
    try store.script.ask(.erase(copies: [CustodyScript.copy(1)], reason: .processed))
    try await store.settle()
    #expect(await store.keys.count == 0)
    #expect(store.objects.isEmpty)
    #expect(try await store.readBack(1) == .gone)
  }

  @Test func photosGoAtTheirTimeThoughTheJanitorIsSilent() async throws {
    for number in 1...4 as ClosedRange<UInt8> { try await store.send(number, Attachment(picture)) }
    store.janitor.refusal = Refusal(.timedOut, "silent")
    store.wait(.seconds(3600))
    try store.script.tick()
    try await store.settle()
    #expect(store.objects.isEmpty)
    #expect(try store.script.holdings().map(\.state) == Array(repeating: .erased, count: 4))
  }

  @Test func aCrashBeforeTheAcknowledgementLeavesNothing() async throws {
    let arrival = try #require(try store.script.sendPhoto(1))
    let folder = try FolderStore(folder: store.folder.path)
    try await folder.put(arrival.stored.object, [[1, 2, 3]])
    #expect(store.objects.count == 1)
    try store.restart()
    try await store.settle()
    try expectNothingLeft()
  }

  @Test func aCrashBetweenDeletionAndItsRecordIsMadeGood() async throws {
    try await store.send(1, Attachment(picture))
    try store.script.ask(.erase(copies: [CustodyScript.copy(1)], reason: .processed))
    try store.restart()
    try await store.settle()
    store.wait(.seconds(5))
    try store.script.tick()
    try await store.settle()
    #expect(store.objects.isEmpty)
    #expect(try store.script.state(1) == .erased)
  }

  @Test func whatNobodyOwnsIsRemovedAndWhatIsLostIsNoticedAtTheNextStart() async throws {
    try await store.send(1, Attachment(picture))
    try await store.send(2, Attachment(picture))
    let folder = try FolderStore(folder: store.folder.path)
    for entry in try await folder.list(after: nil, limit: 1) { try await folder.delete(entry.name) }
    let orphan = StoredObject.Name(bytes: Array(repeating: 3, count: 16))
    try await folder.put(orphan, [[1, 2, 3]])
    store.script.now = WallClock.system.now() + .seconds(3600)
    try store.restart()
    try await store.settle()
    #expect(store.objects.count == 1)
    #expect(try Set([1, 2].map { try store.script.state($0) }) == [.held, .erased])
  }

  @Test func aPhotoChangedInTheStoreIsNotShown() async throws {
    try await store.send(1, Attachment(picture))
    let path = try #require(store.objects.first)
    var sealed = try DurableFile.read(path, from: 0, count: 1_000_000)
    sealed[sealed.count / 2] ^= 1
    try DurableFile(creating: path).write(sealed)
    try store.script.ask(.readPhoto(photosession: photosession, photo: CustodyScript.photo(1)))
    await #expect(throws: Refusal.self) { try await store.shown() }
  }
}
