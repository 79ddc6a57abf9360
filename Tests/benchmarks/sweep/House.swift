import Foundation
import Logging
import Shared

@testable import measured_janitor
@testable import measured_upload_store

/// A janitor and an upload-store on disk, with a ledger of a certain length. Requests between them are carried by hand.
final class House {
  private let janitor: ServiceScript<Janitor>
  private let custody: ServiceScript<Custody>
  private let runner: CustodyRunner
  private let objects: FolderStore

  init(in folder: URL, holding copies: Int) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let contract = try RetentionContract.load(path: nil)
    let now = WallClock.system.now()
    let ledger = folder.appending(path: "upload-store.sqlite").path()
    Terminal.progress("\(copies) copies")
    try LedgerFile(path: ledger).add(copies, .held, at: now, contract)
    Terminal.endOfProgress()
    custody = try ServiceScript(Custody(contract), at: now, path: ledger)
    janitor = try ServiceScript(
      Self.janitor(contract), at: now, path: folder.appending(path: "janitor.sqlite").path())
    objects = try FolderStore(folder: folder.appending(path: "store").path())
    runner = CustodyRunner(
      objects: objects,
      keys: KeyRing(clock: .system) { _, _ throws(Refusal) in throw Refusal(.notFound, "There are no keys here.") },
      randomness: .system, log: Logger(label: "sweep") { _ in SwiftLogNoOpLogHandler() })
  }

  private static func janitor(_ contract: RetentionContract) -> Janitor {
    let signing = SigningKey(DataKey(bytes: Array(repeating: 9, count: 32)))
    return Janitor(
      JanitorSettings(contract: contract, sweepSeconds: 60, publicKey: signing.publicKey),
      wrapping: KeyWrapping(DataKey(bytes: Array(repeating: 7, count: 32))), signing: signing)
  }

  /// So many copies more, with their bytes, whose time is over.
  func becomeDue(_ copies: Int) async throws {
    (custody.now, janitor.now) = (WallClock.system.now(), WallClock.system.now())
    let contract = custody.service.settings.contract
    let received = custody.now - contract.row(.photo).mustBeGoneBy.duration
    let entries = (0..<copies).map { _ in LedgerEntry.any(.held, receivedAt: received, contract) }
    try custody.read { database in
      for entry in entries { try Ledger(database: database).save(entry) }
    }
    for entry in entries { try await lay(entry.stored.object) }
    sync()
  }

  /// The bytes of a small object, at its place. Not as the store puts them there: that is safe from a power cut one by
  /// one, which takes longer than all that is measured.
  private func lay(_ object: StoredObject.Name) async throws {
    let file = URL(filePath: await objects.path(object))
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(repeating: 1, count: 1000).write(to: file)
  }

  /// - Returns: how many copies were erased, read back and receipted.
  func sweep() async throws -> Int {
    var asked = try janitor.ask(.sweep(dryRun: false))
    while true {
      var next: [Output<Janitor>] = []
      for output in asked {
        if case .reply(_, .swept(let erased, _, _), _) = output { return erased }
        guard case .perform(.ask(let custodian, let request, let ticket)) = output else { continue }
        let reply = custodian == .uploadStore ? try await answer(request) : .holdings([], hasMore: false)
        next += try janitor.feed(.outcome(.answered(reply, for: ticket)))
      }
      precondition(!next.isEmpty, "a sweep ends with an answer")
      asked = next
    }
  }

  private func answer(_ request: CustodianRequest) async throws -> CustodianReply {
    try custody.ask(.custodian(request), from: .janitor)
    for effect in custody.effects {
      if let outcome = await runner.perform(effect, attachments: { _ in nil }) {
        try custody.feed(.outcome(outcome))
      }
    }
    guard case .custodian(let reply)? = custody.replies.first else {
      preconditionFailure("upload-store answers each request")
    }
    return reply
  }
}
