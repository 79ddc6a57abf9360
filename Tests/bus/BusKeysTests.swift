import Foundation
import Testing

@testable import Shared

/// Keys are files, and each is what its place and its rights say.
@Suite(.timeLimit(.minutes(1))) final class BusKeysTests {
  private let folder = NSTemporaryDirectory() + "keys-\(UInt32.random(in: 0 ... .max))"

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record("\(error)") }
  }

  private func makeAll() throws {
    for service in ServiceName.allCases { _ = try BusKeys.make(for: service, in: folder) }
  }

  private func load(_ me: ServiceName = .account) throws(BusError) -> BusKeys {
    try .load(secret: "\(folder)/bus-\(me).key", publicFolder: folder, me: me)
  }

  /// The sentence that somebody reads who did something wrong.
  private func sentence(_ act: () throws -> Void) throws -> String {
    try #require(#expect(throws: BusError.self) { try act() }).description
  }

  private func rights(_ path: String) throws -> Int {
    try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  @Test func whatWasMadeIsRead() throws {
    try makeAll()
    for service in ServiceName.allCases {
      let keys = try load(service)
      #expect(keys.own.publicKey == keys.known[service])
      #expect(Set(keys.known.values).count == ServiceName.allCases.count)
      #expect(try rights("\(folder)/bus-\(service).key") == 0o600)
    }
  }

  @Test(arguments: ["key", "pub"]) func noKeyIsOverwritten(_ half: String) throws {
    let path = "\(folder)/bus-account.\(half)"
    try "mine".write(toFile: path, atomically: true, encoding: .utf8)
    let sentence = try sentence { _ = try BusKeys.make(for: .account, in: folder) }
    #expect(sentence.contains("\(path) is there already"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1, "and no half of a new pair is made")
  }

  @Test func aFolderThatIsNotThereIsTold() throws {
    let sentence = try sentence { _ = try BusKeys.make(for: .account, in: "\(folder)/nowhere") }
    #expect(sentence.contains("nowhere/bus-account.key cannot be written: No such file or directory"))
  }

  @Test func aMissingKeyIsToldWithItsRemedy() throws {
    let sentence = try sentence { _ = try load() }
    #expect(sentence.contains("bus-gateway.pub cannot be read") && sentence.contains("gateway keys new"))
  }

  @Test(arguments: [0o640, 0o604, 0o660]) func aSecretThatOthersCanReadIsRefused(_ rights: Int) throws {
    try makeAll()
    try FileManager.default.setAttributes([.posixPermissions: rights], ofItemAtPath: "\(folder)/bus-account.key")
    #expect(try sentence { _ = try load() }.contains("Others can read the secret key"))
  }

  @Test func halvesOfTwoPairsAreRefused() throws {
    try makeAll()
    let other = CurveKeyPair.generate().secretKey
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(folder)/bus-account.key"))
    try file.write(contentsOf: Data(other.utf8))
    try file.close()
    let sentence = try sentence { _ = try load() }
    #expect(sentence.contains("does not belong to bus-account.pub"))
    #expect(!sentence.contains(other))
  }

  @Test func twoProcessesWithOneKeyAreRefused() throws {
    try makeAll()
    try FileManager.default.removeItem(atPath: "\(folder)/bus-janitor.pub")
    try FileManager.default.copyItem(atPath: "\(folder)/bus-gateway.pub", toPath: "\(folder)/bus-janitor.pub")
    #expect(try sentence { _ = try load() }.contains("have the same key"))
  }

  @Test func whatIsNoKeyIsRefused() throws {
    try makeAll()
    let path = "\(folder)/bus-account.key"
    for text in ["", "short", String(repeating: "~", count: 40)] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
      #expect(try sentence { _ = try load() }.contains("holds no CURVE key"), "\(text)")
    }
  }
}
