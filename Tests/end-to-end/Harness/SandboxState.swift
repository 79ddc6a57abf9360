/// What the stand-in for Astria says of itself behind the curtain (`GET /sandbox/state`).
struct SandboxState: Decodable {
  private struct Count: Decodable {
    let created: Int?
    let alive: Int
  }

  private let tunes: Count
  private let prompts: Count
  private let files: Count

  /// Ever, in this run.
  var tunesCreated: Int { tunes.created ?? 0 }
  var tunesAlive: Int { tunes.alive }
  var promptsAlive: Int { prompts.alive }
  /// Training photos and pictures.
  var filesAlive: Int { files.alive }
}
