import Foundation
import Shared
import Testing

@testable import Shared
@testable import janitor

/// The whole life of a data key.
@Suite(.timeLimit(.minutes(1)))
struct KeyTests {
  private let session: Photosession.ID = Scene.id(1)
  private let photoRow = Scene.contract.row(.photo)

  @Test func theFirstToAskStartsTheClockAndAllOthersGetTheSameKeyAndTimes() throws {
    let script = try Scene.script()
    try script.ask(.issueKeys(photosession: session), from: .gateway)
    #expect(script.replies == [.keysIssued])
    script.now = script.now + .seconds(3600)
    let asked = script.now
    let first = try ask(script, .photo)
    script.now = script.now + .seconds(3600)
    let second = try ask(script, .photo)
    #expect(first == second)
    guard case .dataKey(_, let mustBeGoneBy, let deadline) = first else { return #expect(Bool(false)) }
    #expect(mustBeGoneBy == asked + photoRow.mustBeGoneBy.duration)
    #expect(deadline == asked + photoRow.deadline.duration)
  }

  @Test func photosAndAvatarsHaveDifferentKeys() throws {
    let script = try issued()
    guard case .dataKey(let photo, _, _)? = try ask(script, .photo),
      case .dataKey(let avatar, _, _)? = try ask(script, .avatar)
    else { return #expect(Bool(false)) }
    #expect(photo != avatar)
  }

  @Test func issuingTwiceChangesNothing() throws {
    let script = try issued()
    let key = try ask(script, .photo)
    try script.ask(.issueKeys(photosession: session), from: .gateway)
    #expect(script.replies == [.keysIssued])
    #expect(try ask(script, .photo) == key)
  }

  @Test func noOtherClassHasAKey() throws {
    let script = try issued()
    #expect(try ask(script, .tune) == nil)
    #expect(script.refusals.map(\.problem) == [.invalidField])
  }

  @Test func aKeyIsNotHandedOutFromItsMustBeGoneByOnAndTheNextTickDestroysIt() throws {
    let script = try issued()
    _ = try ask(script, .photo)
    script.now = script.now + photoRow.mustBeGoneBy.duration
    #expect(try ask(script, .photo) == nil)
    #expect(script.refusals.map(\.problem) == [.notFound])
    #expect(try script.hasKey(session, .photo))
    try script.feed(.ticked)
    #expect(try !script.hasKey(session, .photo))
  }

  @Test func aPhotoKeyThatNobodyAsksForIsDestroyedWhenPhotosCouldNoLongerCome() throws {
    let script = try issued()
    try script.tick(after: photoRow.mustBeGoneBy.duration - .milliseconds(1))
    #expect(try script.hasKey(session, .photo))
    try script.tick(after: .milliseconds(1))
    #expect(try !script.hasKey(session, .photo))
  }

  @Test func anAvatarKeyWaitsAsLongAsATuneMadeAtTheLastMomentMayLive() throws {
    let script = try issued()
    let tune = Scene.contract.row(.tune).mustBeGoneBy.duration
    try script.tick(after: photoRow.mustBeGoneBy.duration + tune - .milliseconds(1))
    #expect(try script.hasKey(session, .avatar))
    try script.tick(after: .milliseconds(1))
    #expect(try !script.hasKey(session, .avatar))
  }

  @Test func aDestroyedKeyIsNeitherHandedOutNorMadeAgain() throws {
    let script = try issued()
    try script.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .processed), from: .astriaBridge)
    #expect(try !script.hasKey(session, .photo))
    #expect(try script.hasKey(session, .avatar))
    #expect(try ask(script, .photo) == nil)
    #expect(script.refusals.map(\.problem) == [.notFound])
    try script.ask(.issueKeys(photosession: session), from: .gateway)
    #expect(script.refusals.map(\.problem) == [.conflict])
    #expect(try !script.hasKey(session, .photo))
  }

  @Test func thatAKeyWasDestroyedIsRememberedAsLongAsThePhotosession() throws {
    let script = try issued()
    try script.ask(.erase(owner: Scene.id(1), classes: [.photo, .avatar], reason: .failed), from: .astriaBridge)
    try script.tick(after: Scene.contract.row(.photosession).deadline.duration - .milliseconds(1))
    #expect(try script.read { try $0.count("SELECT COUNT(*) FROM data_key") } == 2)
    try script.tick(after: .milliseconds(1))
    #expect(try script.read { try $0.count("SELECT COUNT(*) FROM data_key") } == 0)
  }

  @Test func aKeyMovedToAnotherRowDoesNotOpen() throws {
    let script = try issued()
    try script.read { try $0.run("UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key WHERE class = 'photo')") }
    #expect(try ask(script, .photo) != nil)
    #expect(try ask(script, .avatar) == nil)
    #expect(script.refusals.map(\.problem) == [.retentionUnavailable])
  }

  @Test func nothingOfADestroyedKeyIsLeftInTheDatabaseFile() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "janitor-\(Hex.encode(Randomness.system.bytes(16)))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try Store(path: folder.appending(path: "janitor.sqlite").path, tables: Janitor.tables)
    try turn(store) { try $0.issue(session) }
    let wrapped = try #require(try store.transaction { try $0.row("SELECT wrapped FROM data_key")?.bytes("wrapped") })
    #expect(try holds(folder, wrapped))
    try turn(store) { try $0.destroy(session, [.photo, .avatar]) }
    try store.truncateLog()
    #expect(try !holds(folder, wrapped))
  }

  @Test func aRecordingHoldsNoKeyNotEvenAWrappedOne() throws {
    let store = try Store(path: nil, tables: Janitor.tables)
    let drawn = try turn(store) { try $0.issue(session) }
    #expect(drawn.count == 4)
    #expect(!drawn.contains { if case .computed = $0 { true } else { false } })
  }

  private func issued() throws -> ServiceScript<Janitor> {
    let script = try Scene.script()
    try script.ask(.issueKeys(photosession: session), from: .gateway)
    return script
  }

  private func ask(_ script: ServiceScript<Janitor>, _ copyClass: CopyClass) throws -> JanitorReply? {
    try script.ask(.dataKey(photosession: session, copyClass: copyClass), from: .uploadStore)
    return script.replies.first
  }

  @discardableResult
  private func turn(_ store: Store, _ body: (KeyRing) throws -> Void) throws -> [Drawn] {
    let draws = NotedDraws(.system)
    try store.transaction {
      try body(
        Scene.janitor.keys(
          Turn<Janitor>(clock: ClockReading(now: Scene.start, wall: Scene.start), database: $0, draws: draws)))
    }
    return draws.takeDrawn()
  }

  private func holds(_ folder: URL, _ bytes: [UInt8]) throws -> Bool {
    for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
      if try Data(contentsOf: file).firstRange(of: Data(bytes)) != nil { return true }
    }
    return false
  }
}
