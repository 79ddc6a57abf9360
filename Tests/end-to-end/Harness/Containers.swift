import Foundation
import TestSupport

import Shared

/// The deployment of `compose.yaml` in a container engine, with secrets and a project of its own.
final class Containers: FrontDoor {
  static let image = "mayfly-test"

  let folder: String
  let project: String
  let port = FreePort.any()
  let http = HTTPClient(userAgent: "mayfly-tests/1")

  var address: String { "http://127.0.0.1:\(port)" }

  init() async throws {
    project = "mayfly-test-\(UInt32.random(in: 0 ... .max))"
    folder = NSTemporaryDirectory() + project
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let made = try await Command.run(
      "/bin/bash", ["\(Repository.root)/compose/init", "--containers", "\(folder)/secrets"])
    guard made.status == 0 else { throw InVain(made.output) }
  }

  /// Docker Compose comes with the Python of the tests.
  @discardableResult
  func compose(_ arguments: String...) async throws -> String {
    let compose = URL(fileURLWithPath: try Self.setting("MAYFLY_PYTHON")).deletingLastPathComponent()
      .appending(path: "docker-compose").path
    return try await run(
      [
        compose, "--project-name", project, "--file", "\(Repository.root)/compose/compose.yaml",
        "--env-file", "\(folder)/.env", "--profile", "sandbox", "--progress", "quiet",
      ] + arguments)
  }

  @discardableResult
  func docker(_ arguments: String...) async throws -> String {
    try await run([Self.setting("MAYFLY_TEST_DOCKER")] + arguments)
  }

  /// A command in the container of a service.
  @discardableResult
  func exec(_ service: String, _ command: [String]) async throws -> String {
    try await run([Self.setting("MAYFLY_TEST_DOCKER"), "exec", "\(project)-\(service)-1"] + command)
  }

  /// What the engine says of all containers, as text, and in part.
  func inspect() async throws -> (text: String, containers: [Container]) {
    let names = try await compose("ps", "--format", "{{.Name}}").split(separator: "\n").map(String.init)
    let text = try await run([Self.setting("MAYFLY_TEST_DOCKER"), "inspect"] + names)
    return (text, try JSONDecoder().decode([Container].self, from: Data(text.utf8)))
  }

  /// The contents of all secret files.
  func secrets() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/secrets")
      .filter { $0 != "bus" && !$0.hasSuffix(".pub") }
      .map { try String(contentsOfFile: "\(folder)/secrets/\($0)", encoding: .utf8) }
      .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
      .filter { !$0.isEmpty }
  }

  /// The logs' ends, for a test that failed.
  func logs() async -> String {
    do { return try await compose("logs", "--tail", "30") } catch { return "no logs: \(error)" }
  }

  /// Takes everything away that was made, data included.
  func remove() async throws {
    try await compose("down", "--volumes", "--remove-orphans")
    try FileManager.default.removeItem(atPath: folder)
  }

  private static func setting(_ name: String) throws -> String {
    guard let value = ProcessInfo.processInfo.environment[name] else {
      throw InVain("\(name) is not set: ./compose/test --all does it.")
    }
    return value
  }

  private func run(_ command: [String]) async throws -> String {
    var environment = ProcessInfo.processInfo.environment
    environment["MAYFLY_IMAGE"] = Self.image
    environment["MAYFLY_PORT"] = "\(port)"
    let ran = try await Command.run("/usr/bin/env", command, environment: environment)
    guard ran.status == 0 else { throw InVain("\(command.joined(separator: " ")): \(ran.output)") }
    return ran.output
  }
}

/// A container, as `docker inspect` shows it.
struct Container: Decodable {
  struct Settings: Decodable {
    let Ports: [String: [Published]?]
    let Networks: [String: Joined]
  }
  struct Published: Decodable { let HostIp: String }
  struct Joined: Decodable { let IPAddress: String }
  struct Process: Decodable { let Pid: Int }

  let Name: String
  let NetworkSettings: Settings
  let State: Process

  /// The addresses of this machine where it can be reached.
  var published: [String] { NetworkSettings.Ports.values.flatMap { $0 ?? [] }.map(\.HostIp) }

  func address(in network: String) -> String? {
    NetworkSettings.Networks.first { $0.key.hasSuffix("_\(network)") }?.value.IPAddress
  }
}
