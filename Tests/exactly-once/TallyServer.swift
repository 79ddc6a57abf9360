import Foundation
import TestSupport
import Testing

@testable import Shared
@testable import tally

/// The process `tally`, with a folder of its own.
final class TallyServer: Sendable {
  /// A row of its database: something that it did.
  struct Deed {
    let row: Int
    let name: String
    let digest: String
  }

  private let folder: String
  private let child: Child
  /// Where it listens.
  var sockets: String { "\(folder)/bus" }

  init() throws {
    folder = NSTemporaryDirectory() + "tally-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var environment = ProcessInfo.processInfo.environment
    environment["MAYFLY_DATA"] = "\(folder)/data"
    environment["MAYFLY_BUS"] = "\(folder)/bus"
    child = Child("tally", ["serve"], environment: environment, logs: folder)
    try child.start()
  }

  deinit {
    child.kill()
    do { try FileManager.default.removeItem(atPath: folder) } catch { print("\(folder) is left: \(error)") }
  }

  /// Once it answers.
  static func ready() async throws -> TallyServer {
    let server = try TallyServer()
    try await Caller.calling(through: server.sockets) { _ = try await $0.desk.ask(.ping) }
    return server
  }

  /// `kill -9`, and up again at once.
  func restart() throws {
    child.kill()
    try child.start()
  }

  /// A wire that leads to it, in a folder of its own.
  func wire(_ random: Seeded, _ faults: @escaping WireFaults) throws -> FaultyWire {
    let folder = "\(folder)/wire-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return try FaultyWire(in: folder, to: sockets, socket: "upload-store.sock", random: random, faults)
  }

  /// What it did, once it has nothing left to answer, not even to those who gave up.
  func deedsAtRest() async throws -> [Deed] {
    try await Caller.calling(through: sockets) { caller in
      try await Eventually.holds("every request is answered", within: .seconds(40)) {
        guard case .status(let counts) = try await caller.desk.ask(.status) else { return false }
        return counts["unanswered"] == 0
      }
    }
    return try deeds()
  }

  /// What it did, from its database, after its end.
  func deeds() throws -> [Deed] {
    let status = child.stop()
    #expect(status == 0, "it ends when it is told to")
    let log = try String(contentsOfFile: child.log, encoding: .utf8)
    #expect(!log.contains("CONTINUATION MISUSE"), "nothing in the server waits for ever")
    let store = try Store(path: "\(folder)/data/upload-store/upload-store.sqlite", tables: Tally.tables)
    return try store.transaction { database in
      try database.rows("SELECT row, name, digest FROM done ORDER BY row").map {
        Deed(row: try $0.int("row"), name: try $0.text("name"), digest: try $0.text("digest"))
      }
    }
  }
}
