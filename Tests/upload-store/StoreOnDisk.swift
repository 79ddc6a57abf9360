import Logging
import Shared
import TestSupport
import Synchronization

@testable import upload_store

/// A custody with its runner, a folder and a janitor of a few lines: all of the process but the bus.
final class StoreOnDisk {
  let script: CustodyScript
  let folder: TemporaryFolder
  let janitor = Janitor()
  let keys: KeyRing
  private var runner: CustodyRunner
  private let limits: Intake.Limits
  private var attachments: [Envelope.ID: Attachment] = [:]

  init(limits: Intake.Limits = Intake.Limits()) throws {
    self.limits = limits
    script = try CustodyScript()
    folder = try TemporaryFolder()
    keys = KeyRing(clock: WallClock { [janitor] in janitor.now }, asking: janitor.dataKey)
    runner = try Self.runner(folder, keys, limits)
  }

  var objects: [String] { folder.files }

  /// As after `kill -9`.
  func restart() throws {
    runner = try Self.runner(folder, keys, limits)
    try script.restart()
  }

  /// Moves both clocks.
  func wait(_ duration: Duration) {
    script.now = script.now + duration
    janitor.now = janitor.now + duration
  }

  func send(_ number: UInt8, _ attachment: Attachment, as contentType: String = "image/png") async throws {
    let request = UploadStoreRequest.storePhoto(
      photosession: script.photosession, photo: CustodyScript.photo(number), contentType: contentType)
    try await send(request, attachment)
  }

  func sendAvatar(_ number: UInt8, _ attachment: Attachment) async throws {
    let request = UploadStoreRequest.storeAvatar(
      photosession: script.photosession, avatar: Avatar.ID(CustodyScript.photo(number)), prompt: 0, index: 0,
      contentType: "image/png")
    try await send(request, attachment)
  }

  func sendPiece(
    of number: UInt8, from offset: Int, _ attachment: Attachment, isLast: Bool = true
  ) async throws {
    try beginPiece(of: number, from: offset, attachment, isLast: isLast)
    try await settle()
  }

  /// As `sendPiece`, but what is to be done about it is not done yet.
  func beginPiece(of number: UInt8, from offset: Int, _ attachment: Attachment, isLast: Bool = true) throws {
    let request = UploadStoreRequest.continueUpload(
      photosession: script.photosession, photo: CustodyScript.photo(number),
      piece: UploadPiece(offset: offset, isLast: isLast))
    let id = try script.ask(request, attachment: AttachmentHead(length: attachment.length))
    attachments[id] = attachment
  }

  private func send(_ request: UploadStoreRequest, _ attachment: Attachment) async throws {
    let id = try script.ask(request, length: attachment.length ?? 1)
    attachments[id] = attachment
    try await settle()
  }

  /// Has an effect performed, on its own.
  var perform: @Sendable (Custody.Effect) async -> Custody.Outcome? {
    { [runner, attachments] in await runner.perform($0, attachments: { attachments[$0] }) }
  }

  /// Performs effects and feeds what came of them, until nothing is left to do.
  func settle() async throws {
    var effects = script.effects[...]
    while let effect = effects.popFirst() {
      guard let outcome = await perform(effect) else { continue }
      try script.service.feed(.outcome(outcome))
      effects += script.effects
    }
  }

  /// What the janitor finds.
  func readBack(_ number: UInt8) async throws -> ReadBackResult.Finding? {
    try script.ask(.readBack(copies: [CustodyScript.copy(number)]))
    try await settle()
    guard case .custodian(.readBack(let results))? = script.replies.first else { return nil }
    return results.first?.finding
  }

  /// What the last reply shows.
  func shown() async throws -> [UInt8] {
    for case .reply(_, _, let object?) in script.service.outputs {
      let attachment = try await runner.open(object)
      var bytes: [UInt8] = []
      while let chunk = try await attachment.next() { bytes += chunk.bytes }
      return bytes
    }
    return []
  }

  private static func runner(
    _ folder: TemporaryFolder, _ keys: KeyRing, _ limits: Intake.Limits
  ) throws -> CustodyRunner {
    CustodyRunner(
      objects: try FolderStore(folder: folder.path), keys: keys, randomness: .system,
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, limits: limits)
  }
}

/// Hands out one key, or does not.
final class Janitor: Sendable {
  private struct State {
    var now = CustodyScript.start
    var refusal: Refusal?
    var asked = 0
  }

  private let state = Mutex(State())
  private let key = Personal(DataKey(bytes: Array(repeating: 42, count: 32)))

  var now: Moment {
    get { state.withLock { $0.now } }
    set { state.withLock { $0.now = newValue } }
  }
  var refusal: Refusal? {
    get { state.withLock { $0.refusal } }
    set { state.withLock { $0.refusal = newValue } }
  }
  var asked: Int { state.withLock { $0.asked } }

  var dataKey: KeyRing.Asking {
    { _, _ throws(Refusal) in
      let refusal = self.state.withLock { state in
        state.asked += 1
        return state.refusal
      }
      if let refusal { throw refusal }
      let start = CustodyScript.start
      return DatedKey(key: self.key, mustBeGoneBy: start + .seconds(3600), deadline: start + .seconds(7200))
    }
  }
}
