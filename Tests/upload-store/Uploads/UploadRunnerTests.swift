import Shared
import Synchronization
import TestSupport
import Testing

@testable import upload_store

/// Photos in pieces with real files.
@Suite(.timeLimit(.minutes(1)))
struct UploadRunnerTests {
  private let store: StoreOnDisk
  private let picture = SyntheticPicture.png(width: 400, height: 300)

  init() throws { store = try StoreOnDisk() }

  private func begin(_ number: UInt8, length: Int? = nil) throws {
    let photo = CustodyScript.photo(number)
    try store.script.ask(
      .beginUpload(
        photosession: store.script.photosession, photo: photo, contentType: "image/png", length: length))
  }

  private func look(_ number: UInt8 = 1) throws -> UploadView? {
    let photo = CustodyScript.photo(number)
    try store.script.ask(.upload(photosession: store.script.photosession, photo: photo))
    for case .upload(let view) in store.script.replies { return view }
    return nil
  }

  private func refusal() throws -> Problem? {
    guard case .refused(let refusal)? = try look()?.end else { return nil }
    return refusal.problem
  }

  private func stored(_ number: UInt8) async throws -> [UInt8] {
    let photo = CustodyScript.photo(number)
    try store.script.ask(.readPhoto(photosession: store.script.photosession, photo: photo))
    return try await store.shown()
  }

  /// All but the first `start` bytes, cut after so many.
  private func rest(from start: Int, cutAfter count: Int = .max) -> Shared.Attachment {
    let rest = Array(picture[start...])
    let whole = Attachment(Array(rest.prefix(count)), pieceSize: 1000)
    return Attachment(
      length: nil,
      next: {
        if let chunk = try await whole.next() { return chunk }
        if count < rest.count { throw Refusal(.unavailable, "cut") }
        return nil
      })
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func aPhotoCutAnywhereIsTheSamePhoto(_ seed: UInt64) async throws {
    var generator = Seeded(seed: seed)
    try await store.send(1, Attachment(picture))
    let expected = try await stored(1)
    try begin(2)
    var offset = 0
    for _ in 0..<12 {
      let cut = Int.random(in: 0..<(picture.count - offset) / 2, using: &generator)
      try await store.sendPiece(of: 2, from: offset, rest(from: offset, cutAfter: cut))
      let view = try look(2)
      #expect(view?.offset == offset + cut && view?.end == nil)
      offset += cut
    }
    try await store.sendPiece(of: 2, from: offset, rest(from: offset))
    let view = try look(2)
    #expect(view?.end != nil && view?.offset == picture.count)
    #expect(try await stored(2) == expected)
    #expect(store.objects.count == 2)
  }

  @Test func aPieceLiesThereSealed() async throws {
    try begin(1)
    try await store.sendPiece(of: 1, from: 0, rest(from: 0, cutAfter: 5000))
    let file = try DurableFile.read(try #require(store.objects.first), from: 0, count: 1_000_000)
    #expect(!file.contains(Array(picture[1000..<1032])))
  }

  @Test func whatIsNoPhotoIsRefusedAfterItsFirstBytes() async throws {
    try begin(1)
    let endless = Attachment(length: nil, next: { Chunk([UInt8](repeating: 65, count: 100_000)) })
    try await store.sendPiece(of: 1, from: 0, endless)
    #expect(store.script.problems == [.notAnImage])
    #expect(store.objects.isEmpty)
    #expect(try store.script.holdings().isEmpty)
  }

  @Test func aPhotoThatIsNoneOnceItIsWholeLeavesNothing() async throws {
    try begin(1)
    try await store.sendPiece(of: 1, from: 0, rest(from: 0, cutAfter: 20_000))
    try await store.sendPiece(of: 1, from: 20_000, Attachment([1, 2, 3]))
    #expect(try refusal() == .imageTruncated)
    #expect(store.objects.isEmpty)
  }

  @Test(arguments: [nil, 9000] as [Int?])
  func moreBytesThanAPhotoMayHaveAreRefused(_ length: Int?) async throws {
    try begin(1, length: length)
    let head = [UInt8](picture.prefix(5000))
    let endless = Attachment(length: nil, next: { Chunk(head + [UInt8](repeating: 0, count: 200_000)) })
    try await store.sendPiece(of: 1, from: 0, endless)
    #expect(store.script.problems == [length == nil ? .photoTooLarge : .inconsistentUploadLength])
    #expect(store.objects.isEmpty)
  }

  @Test func aPieceThatWasChangedIsFoundOut() async throws {
    try begin(1)
    try await store.sendPiece(of: 1, from: 0, rest(from: 0, cutAfter: 20_000))
    let path = try #require(store.objects.first)
    var sealed = try DurableFile.read(path, from: 0, count: 1_000_000)
    sealed[sealed.count / 2] ^= 1
    try DurableFile(creating: path).write(sealed)
    try await store.sendPiece(of: 1, from: 20_000, rest(from: 20_000))
    #expect(try refusal() == .internal)
    #expect(store.objects.isEmpty)
  }

  @Test func whoHangsIsEndedAndWhatCameIsKept() async throws {
    let hanging = HangingBytes(Array(picture[..<7000]), length: picture.count)
    try begin(1)
    try store.beginPiece(of: 1, from: 0, hanging.attachment)
    let receiving = try #require(store.script.effects.first)
    guard case .takeIn(let arrival) = receiving else { return #expect(Bool(false), "nothing to take in") }
    let perform = store.perform
    async let outcome = perform(receiving)
    await hanging.isAllThereIs()
    _ = await perform(.stopReceiving(arrival.stored.copy))
    try store.script.service.feed(.outcome(try #require(await outcome)))
    #expect(try look()?.offset == 7000)
    try await store.sendPiece(of: 1, from: 7000, rest(from: 7000))
    #expect(try look()?.end != nil)
  }

  @Test func withoutTheJanitorNoPieceIsTakenAndTheUploadGoesOnLater() async throws {
    try begin(1)
    try await store.sendPiece(of: 1, from: 0, rest(from: 0, cutAfter: 7000))
    store.janitor.refusal = Refusal(.timedOut, "silent")
    try await store.sendPiece(of: 1, from: 7000, rest(from: 7000))
    #expect(store.script.problems == [.retentionUnavailable])
    store.janitor.refusal = nil
    try await store.sendPiece(of: 1, from: 7000, rest(from: 7000))
    #expect(try look()?.end != nil)
  }

  @Test func whoHardlySendsMakesWayForWhoWaitsAndKeepsWhatCame() async throws {
    let limits = Intake.Limits(capacity: 1, bytesPerSecond: 1_000_000, grace: .milliseconds(5))
    let store = try StoreOnDisk(limits: limits)
    let hanging = HangingBytes(Array(picture[..<7000]), length: picture.count)
    let photo = CustodyScript.photo(1)
    try store.script.ask(
      .beginUpload(
        photosession: store.script.photosession, photo: photo, contentType: "image/png", length: picture.count))
    try store.beginPiece(of: 1, from: 0, hanging.attachment)
    let receiving = try #require(store.script.effects.first)
    let perform = store.perform
    async let slow = perform(receiving)
    await hanging.isAllThereIs()
    try await store.send(2, Attachment(picture))
    #expect(try store.script.state(2) == .held)
    guard case .pieceTakenIn(_, _, let taken)? = await slow else { return #expect(Bool(false), "nothing was kept") }
    #expect(taken.count == 7000 && taken.appearance == nil)
  }
}

/// Bytes after which nothing more comes, and no end.
private struct HangingBytes {
  private let bytes = AsyncStream<Chunk>.makeStream()
  private let asked = AsyncStream<Void>.makeStream()
  private let length: Int

  init(_ first: [UInt8], length: Int) {
    self.length = length
    bytes.continuation.yield(Chunk(first))
  }

  var attachment: Shared.Attachment {
    Attachment(
      length: length,
      next: { [bytes, asked] in
        asked.continuation.yield()
        var iterator = bytes.stream.makeAsyncIterator()
        guard let chunk = await iterator.next() else { throw Refusal(.cancelled, "stopped") }
        return chunk
      }, cancel: { [bytes] in bytes.continuation.finish() })
  }

  /// Returns once somebody waits for what will not come.
  func isAllThereIs() async {
    var iterator = asked.stream.makeAsyncIterator()
    for _ in 0..<2 { await iterator.next() }
  }
}
