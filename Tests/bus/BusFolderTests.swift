import Foundation
import Testing

@testable import Shared

/// On one machine the folder of the sockets is the wall.
@Suite(.timeLimit(.minutes(1))) final class BusFolderTests {
  private let folder = NSTemporaryDirectory() + "folder-\(UInt32.random(in: 0 ... .max))"

  deinit {
    do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record("\(error)") }
  }

  @Test func aNewFolderIsForItsUserOnly() throws {
    _ = try BusConfiguration.local(directory: folder, me: .account)
    let rights = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int
    #expect(rights == 0o700)
    _ = try BusConfiguration.local(directory: folder, me: .janitor)
  }

  @Test(arguments: [0o755, 0o710, 0o701]) func aFolderThatOthersCanEnterIsRefused(_ rights: Int) throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: rights])
    let error = #expect(throws: BusError.self) { try BusConfiguration.local(directory: folder, me: .account) }
    #expect(error?.description.contains("Others can enter") == true)
  }

  /// Only root can give a folder away.
  @Test(.enabled(if: geteuid() == 0)) func aFolderOfAnotherUserIsRefused() throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try FileManager.default.setAttributes([.ownerAccountID: 65432], ofItemAtPath: folder)
    let error = #expect(throws: BusError.self) { try BusConfiguration.local(directory: folder, me: .account) }
    #expect(error?.description.contains("another user's") == true)
  }
}
