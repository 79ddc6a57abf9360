import Foundation
import Shared

/// Checkpoints as files: one for each, named by its day and size, and `latest`. Written beside and moved, so that none
/// is ever half there, and safe from a power cut once it is said to be written. On a thread of its own.
actor CheckpointFolder {
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
  func kept() -> [String] {
    var kept = [keptElsewhere].compactMap { $0 }
    do { kept.append(try String(contentsOfFile: "\(folder)/\(Self.latest)", encoding: .utf8)) } catch {
      // None was written yet.
    }
    return kept
  }

  func file(_ checkpoint: Checkpoint) throws(Refusal) {
    if mkdir(folder, 0o700) != 0, errno != EEXIST { throw refusal() }
    for name in ["\(checkpoint.madeAt.day)-\(checkpoint.size ?? 0)", Self.latest] {
      try write(Array(checkpoint.note.utf8), to: "\(folder)/\(name)")
    }
  }

  private func write(_ bytes: [UInt8], to path: String) throws(Refusal) {
    let beside = "\(path).new"
    let file = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw refusal() }
    defer { close(file) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + written, bytes.count - written) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw refusal() }
      written += count
    }
    guard fsync(file) == 0, rename(beside, path) == 0 else { throw refusal() }
    try synchroniseFolder()
  }

  private func synchroniseFolder() throws(Refusal) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw refusal() }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw refusal() }
  }

  private func refusal() -> Refusal {
    Refusal(
      .unavailable,
      "Checkpoints cannot be written to \(folder): \(String(cString: strerror(errno))). Make room, or its rights right."
    )
  }
}
