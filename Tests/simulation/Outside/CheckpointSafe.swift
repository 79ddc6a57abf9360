import Shared

@testable import janitor

/// Where the janitor's checkpoints lie when its database is put back.
///
/// `@unchecked Sendable`: a world and all in it live on one thread.
final class CheckpointSafe: CheckpointKeeper, @unchecked Sendable {
  private var latest: String?

  func kept() async throws(Refusal) -> [String] { [latest].compactMap { $0 } }
  func file(_ checkpoint: Checkpoint) async throws(Refusal) { latest = checkpoint.note }
}
