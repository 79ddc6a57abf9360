import Foundation
import Shared
import Testing

@testable import janitor

/// The key-encryption key can be changed, and nothing that the old one wrapped stays behind.
@Suite(.timeLimit(.minutes(1)))
final class KeyRotationTests {
  private let old = DataKey(bytes: Array(repeating: 7, count: 32))
  private let new = DataKey(bytes: Array(repeating: 8, count: 32))
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "rotation-\(Hex.encode(Randomness.system.bytes(16)))")

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  deinit {
    do { try FileManager.default.removeItem(at: folder) } catch { Issue.record("\(error)") }
  }

  @Test func aKeyOpensAsLongAsTheLineThatWrappedItIsThere() throws {
    let before = try started([old])
    try before.ask(.issueKeys(photosession: Scene.id(1)), from: .gateway)
    let key = try ask(before)
    #expect(try ask(try started([new, old])) == key)
    #expect(key != nil)
  }

  @Test func rotationGoesInBatchesAndThenTheOldLineMayGo() throws {
    let before = try started([old])
    for number in 1...150 { try before.ask(.issueKeys(photosession: Scene.id(number)), from: .gateway) }
    let key = try ask(before)
    let wrapped = try before.read { try $0.rows("SELECT wrapped FROM data_key").map { try $0.bytes("wrapped") } }
    let between = try started([new, old])
    #expect(try rotate(between) == .keysRotated(rewrapped: 200, left: 100, unopenable: 0))
    // What comes meanwhile is wrapped by the new key.
    try between.ask(.issueKeys(photosession: Scene.id(200)), from: .gateway)
    #expect(try rotate(between) == .keysRotated(rewrapped: 100, left: 0, unopenable: 0))
    #expect(try rotate(between) == .keysRotated(rewrapped: 0, left: 0, unopenable: 0))
    #expect(try wrapped.allSatisfy { try !isOnDisk($0) })
    #expect(try ask(try started([new])) == key)
  }

  @Test func aKeyThatNoLineOpensIsRefusedAndRingsUntilItsLineIsBack() throws {
    let before = try started([old])
    try before.ask(.issueKeys(photosession: Scene.id(1)), from: .gateway)
    let key = try ask(before)
    let without = try started([new])
    #expect(try Set(troubles(without)) == [.keyStoreFailing])
    #expect(try ask(without, .avatar) == nil)
    #expect(without.refusals.first?.problem == .retentionUnavailable)
    #expect(without.refusals.first?.detail.contains("MAYFLY_KEY_ENCRYPTION_KEY") ?? false)
    #expect(try rotate(without) == .keysRotated(rewrapped: 0, left: 0, unopenable: 2))
    let with = try started([new, old])
    #expect(try troubles(with).isEmpty)
    #expect(try ask(with) == key)
  }

  @Test func aKeyThatWasSpoiledIsFoundWhenItIsAskedFor() throws {
    let script = try started([old])
    try script.ask(.issueKeys(photosession: Scene.id(1)), from: .gateway)
    try script.read {
      try $0.run("UPDATE data_key SET wrapped = ? WHERE class = 'photo'", [UInt8](repeating: 1, count: 60))
    }
    #expect(try ask(script) == nil)
    #expect(try troubles(script) == [.keyStoreFailing])
    // With the key its trouble ends.
    try script.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .failed), from: .astriaBridge)
    #expect(try troubles(script).isEmpty)
  }

  @Test func keysOfAnOlderDatabaseAreToldApartAtTheStart() throws {
    let before = try started([old])
    try before.ask(.issueKeys(photosession: Scene.id(1)), from: .gateway)
    try before.read { try $0.run("UPDATE data_key SET wrapped_by = NULL") }
    let after = try started([new, old])
    #expect(
      try after.read { try $0.row("SELECT wrapped_by FROM data_key")?.text("wrapped_by") } == KeyWrapping.name(of: old))
    #expect(try rotate(after) == .keysRotated(rewrapped: 2, left: 0, unopenable: 0))
  }

  /// Before anything of the erasure is done, also before any custodian is asked.
  @Test func aDestroyedKeyIsGoneFromTheDiskBeforeAnythingElseOfTheErasureBegins() throws {
    let script = try started([old])
    try script.ask(.issueKeys(photosession: Scene.id(1)), from: .gateway)
    let wrapped = try #require(try script.read { try $0.row("SELECT wrapped FROM data_key WHERE class = 'photo'") })
    #expect(try isOnDisk(wrapped.bytes("wrapped")))
    try script.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .processed), from: .astriaBridge)
    #expect(script.asked.map(\.custodian) == [.uploadStore], "and none of it is performed yet")
    #expect(try !isOnDisk(wrapped.bytes("wrapped")))
    // A power cut now changes nothing: another process finds it so in the same files.
    #expect(try !started([old]).hasKey(Scene.id(1), .photo))
  }

  // MARK: The janitor, started anew

  private func started(_ keys: [DataKey]) throws -> ServiceScript<Janitor> {
    let janitor = Janitor(
      JanitorSettings(contract: Scene.contract, sweepSeconds: 60, publicKey: Scene.signing.publicKey),
      wrapping: KeyWrapping(keys), signing: Scene.signing)
    let path = folder.appending(path: "janitor.sqlite").path
    let script = try ServiceScript(janitor, at: Scene.start, path: path)
    try script.feed(.started)
    try script.feed(.outcome(.readCheckpoints([])))
    for (custodian, _, ticket) in script.asked where custodian == .uploadStore {
      try script.answer(.holdings([], hasMore: false), ticket)
    }
    try script.read { try $0.run("UPDATE book_replay SET finished = 0") }
    return script
  }

  private func ask(_ script: ServiceScript<Janitor>, _ copyClass: CopyClass = .photo) throws -> DataKey? {
    try script.ask(.dataKey(photosession: Scene.id(1), copyClass: copyClass), from: .uploadStore)
    guard case .dataKey(let key, _, _)? = script.replies.first else { return nil }
    return key.revealed
  }

  private func rotate(_ script: ServiceScript<Janitor>) throws -> JanitorReply? {
    try script.ask(.rotateKeys)
    return script.replies.first
  }

  private func troubles(_ script: ServiceScript<Janitor>) throws -> [Alarm.Kind] {
    try script.read { try $0.rows("SELECT kind FROM trouble").map { try $0.name("kind") } }
  }

  private func isOnDisk(_ bytes: [UInt8]) throws -> Bool {
    for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
      if try Data(contentsOf: file).firstRange(of: Data(bytes)) != nil { return true }
    }
    return false
  }
}
