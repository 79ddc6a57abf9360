import Foundation
import TestSupport

import Shared

/// The six real processes on free ports, with a data folder of their own, for as long as a test needs them.
final class Deployment: FrontDoor {
  /// How a test wants its deployment.
  struct Options {
    /// A retention contract of other lengths than the one in force.
    var contract: String?
    var isRecording = false
    var training = "1s"
    var prompt = "500ms"
    var rehearsalInterval: String?
    var rehearsalMax: String?
    /// Further settings, or others.
    var settings: [String: String] = [:]
  }

  let folder: String
  let environment: [String: String]
  let port: Int
  let sandbox: Child
  let services: [ServiceName: Child]
  let sandboxAddress: String
  let http = HTTPClient(userAgent: "mayfly-tests/1")

  var recordings: String { "\(folder)/data/recordings" }
  var received: String { "\(folder)/received" }
  var address: String { "http://127.0.0.1:\(port)" }

  init(_ options: Options = Options()) async throws {
    folder = NSTemporaryDirectory() + "mayfly-\(UInt32.random(in: 0 ... .max))"
    for name in ["data", "logs", "received", "bus"] { try Self.makeFolder("\(folder)/\(name)") }
    let made = try await Command.run("/bin/bash", ["\(Repository.root)/compose/init", "\(folder)/secrets"])
    guard made.status == 0 else { throw InVain(made.output) }

    port = FreePort.any()
    let portFile = "\(folder)/sandbox.port"
    sandbox = Child(
      "astria-sandbox",
      [
        "--port", "0", "--port-file", portFile, "--training", options.training, "--prompt", options.prompt,
        "--keep-received", "\(folder)/received",
      ], environment: ProcessInfo.processInfo.environment, logs: "\(folder)/logs")
    try sandbox.start()
    let astria = try await Eventually.get("the stand-in's port") { Int(try Self.text(of: portFile)) }
    sandboxAddress = "http://127.0.0.1:\(astria)"
    environment = try Self.environment(folder, port, astria: astria, options)
    var services: [ServiceName: Child] = [:]
    for name in ServiceName.allCases {
      services[name] = Child(name.rawValue, ["serve"], environment: environment, logs: "\(folder)/logs")
    }
    self.services = services
    do {
      for service in services.values { try service.start() }
      try await ready()
    } catch {
      stop()
      throw InVain("\(error)\n\(logs())")
    }
  }

  private static func environment(
    _ folder: String, _ port: Int, astria: Int, _ options: Options
  ) throws -> [String: String] {
    var environment = ProcessInfo.processInfo.environment
    environment["MAYFLY_DATA"] = "\(folder)/data"
    environment["MAYFLY_BUS"] = "\(folder)/bus"
    environment["MAYFLY_KEY_ENCRYPTION_KEY"] = "\(folder)/secrets/key-encryption-key"
    environment["MAYFLY_SIGNING_KEY"] = "\(folder)/secrets/signing-key"
    environment["MAYFLY_ASTRIA_KEY"] = "\(folder)/secrets/astria-key"
    environment["MAYFLY_ASTRIA_URL"] = "http://127.0.0.1:\(astria)"
    environment["MAYFLY_ASTRIA_IMAGE_HOSTS"] = "127.0.0.1"
    environment["MAYFLY_PUBLIC_URL"] = "http://127.0.0.1:\(port)"
    environment["MAYFLY_HTTP_PORT"] = "\(port)"
    environment["MAYFLY_OPERATIONS_PORT"] = "0"
    environment["MAYFLY_TICK"] = "200ms"
    environment["MAYFLY_SWEEP_INTERVAL"] = "1s"
    environment["MAYFLY_ASTRIA_SETTLE"] = "2s"
    environment["MAYFLY_ASTRIA_POLL_FIRST"] = "200ms"
    environment["MAYFLY_ASTRIA_POLL_MOST"] = "1s"
    environment["MAYFLY_REHEARSAL_INTERVAL"] = options.rehearsalInterval
    environment["MAYFLY_REHEARSAL_MAX"] = options.rehearsalMax
    environment.merge(options.settings) { $1 }
    if options.isRecording { environment["MAYFLY_RECORD"] = "\(folder)/data/recordings" }
    if let contract = options.contract {
      try contract.write(toFile: "\(folder)/contract.json", atomically: true, encoding: .utf8)
      environment["MAYFLY_CONTRACT"] = "\(folder)/contract.json"
    }
    return environment
  }

  /// Waits until the gateway says that all are there.
  func ready() async throws {
    try await Eventually.holds("the suite is ready") {
      let ping = try await Command.run("\(Child.binaries)/gateway", ["ping", "--json"], environment: self.environment)
      return ping.status == 0 && !ping.output.contains("problem")
    }
    try await Eventually.holds("the gateway answers") {
      try await self.http.send(HTTPRequest("GET", self.address + "/v1/policy")).isSuccess
    }
  }

  /// `kill -9`, and up again at once.
  func restart(_ name: ServiceName) throws {
    guard let service = services[name] else { return }
    service.kill()
    try service.start()
  }

  /// A command line of one of the processes.
  func command(_ name: ServiceName, _ arguments: String...) async throws -> Command.Result {
    try await Command.run("\(Child.binaries)/\(name)", arguments, environment: environment)
  }

  func sandboxState() async throws -> SandboxState {
    let response = try await http.send(HTTPRequest("GET", sandboxAddress + "/sandbox/state"))
    return try JSONDecoder().decode(SandboxState.self, from: Data(response.body))
  }

  /// Ends all processes; the folder stays for those who want to look into it.
  func stop() {
    for service in services.values { service.stop() }
    sandbox.stop()
  }

  func remove() throws {
    stop()
    try FileManager.default.removeItem(atPath: folder)
  }

  /// The logs' ends, for a test that failed.
  func logs() -> String {
    ([sandbox] + services.values).map { child in
      let text = (try? String(contentsOfFile: child.log, encoding: .utf8)) ?? ""
      return "== \(child.name)\n" + text.split(separator: "\n").suffix(30).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  private static func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  private static func text(of path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
