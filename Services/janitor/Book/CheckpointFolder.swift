import Shared

/// Where checkpoints are kept, out of reach of the database's backups.
protocol CheckpointKeeper: Sendable {
  /// Throws if there is one that cannot be read: it may be the one that knows more than the book.
  func kept() async throws(Refusal) -> [String]
  func file(_ checkpoint: Checkpoint) async throws(Refusal)
}

/// Checkpoints as files: one for each, named by its day and size, and `latest`. Written beside and moved, so that none
/// is ever half there, and safe from a power cut once it is said to be written. On a thread of its own.
actor CheckpointFolder: CheckpointKeeper {
  private static let latest = "latest"

  private let executor = ThreadExecutor(name: "janitor files")
  private let folder: String
  private let keptElsewhere: String?

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// It is made when the first is written.
  ///
  /// - Parameter keptElsewhere: a checkpoint from where no backup of this machine reaches.
  init(_ folder: String, keptElsewhere: String? = nil) {
    self.folder = folder
    self.keptElsewhere = keptElsewhere
  }

  /// The latest, and the one kept elsewhere.
  func kept() throws(Refusal) -> [String] {
    let path = "\(folder)/\(Self.latest)"
    do throws(Refusal) {
      guard try DurableFile.isThere(path) else { return [keptElsewhere].compactMap { $0 } }
      let bytes = try DurableFile.read(path, from: 0, count: SignedNote.bytesMax)
      return [keptElsewhere, String(decoding: bytes, as: UTF8.self)].compactMap { $0 }
    } catch {
      throw Refusal(.unavailable, "The checkpoint \(path) cannot be read. \(error.detail)")
    }
  }

  func file(_ checkpoint: Checkpoint) throws(Refusal) {
    do throws(Refusal) {
      try DurableFile.makeDirectory(folder)
      for name in ["\(Day(checkpoint.madeAt))-\(checkpoint.size ?? 0)", Self.latest] {
        try write(Array(checkpoint.note.utf8), to: "\(folder)/\(name)")
      }
    } catch {
      throw Refusal(.unavailable, "Checkpoints cannot be written to \(folder). \(error.detail)")
    }
  }

  private func write(_ bytes: [UInt8], to path: String) throws(Refusal) {
    let beside = "\(path).new"
    let file = try DurableFile(creating: beside)
    try file.write(bytes)
    try file.synchronise()
    try DurableFile.move(beside, to: path)
  }
}
