import Shared
import TestSupport

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

extension Deployment {
  /// How many requests came there, apart from those that look for orphans each hour.
  func requests() async throws -> Int {
    struct Log: Decodable { var counts: [String: Int] }
    let counts = try JSON.decode(Log.self, await askSandbox("requests")).counts
    return counts.filter { $0.key != "list-tunes" && $0.key != "other" }.values.reduce(0, +)
  }

  func askSandbox(_ what: String) async throws -> [UInt8] {
    let answer = try await http.send(HTTPRequest("GET", "\(sandboxAddress)/sandbox/\(what)"))
    guard answer.isSuccess else { throw InVain("\(what): \(answer.status)") }
    return answer.body
  }
}
