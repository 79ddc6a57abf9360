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
    try await requestsByRoute().filter { $0.key != "list-tunes" && $0.key != "other" }.values.reduce(0, +)
  }

  func requestsByRoute() async throws -> [String: Int] {
    try JSON.decode([String: Int].self, await askSandbox("requests/counts"))
  }

  /// Sets something at the stand-in.
  func control(_ what: String, _ json: String) async throws {
    let answer = try await http.send(
      HTTPRequest(
        "POST", "\(sandboxAddress)/sandbox/\(what)", headers: ["Content-Type": "application/json"],
        body: .bytes(Array(json.utf8))))
    guard answer.isSuccess else { throw InVain("\(what): \(String(decoding: answer.body, as: UTF8.self))") }
  }

  func askSandbox(_ what: String) async throws -> [UInt8] {
    let answer = try await http.send(HTTPRequest("GET", "\(sandboxAddress)/sandbox/\(what)"))
    guard answer.isSuccess else { throw InVain("\(what): \(answer.status)") }
    return answer.body
  }
}
