import Foundation
import PlainC
import Shared

/// Something that cannot be measured, and why.
package struct BenchFailure: Error, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}

/// The six processes in a folder of their own.
package final class SuiteHouse {
  private static let services = ["account", "janitor", "upload-store", "astria-bridge", "gateway"]

  package let folder: String
  /// Where the gateway listens.
  package private(set) var port = 0
  private let binaries: String
  private let isRecording: Bool
  private let settings: [String: String]
  private var environment = ProcessInfo.processInfo.environment
  private var processes: [(name: String, process: Process)] = []

  /// - Parameter settings: besides those that every suite needs.
  package init(binaries: String, isRecording: Bool = false, settings: [String: String] = [:]) throws {
    self.binaries = binaries
    self.isRecording = isRecording
    self.settings = settings
    // Short: a socket's path may have at most 107 bytes.
    folder = "/tmp/mayfly-bench-\(ProcessInfo.processInfo.processIdentifier)"
    for name in ["data", "logs", "bus", "secrets"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(name)", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
  }

  /// Starts all of them and waits until they answer.
  package func open() throws {
    port = Int(plain_free_port())
    try setEnvironment()
    let portFile = "\(folder)/sandbox.port"
    try start("astria-sandbox", ["--port", "0", "--port-file", portFile, "--training", "500ms", "--prompt", "200ms"])
    let astria = try wait(for: "the stand-in for Astria") { FileManager.default.contents(atPath: portFile) }
    let address = String(decoding: astria, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    environment["MAYFLY_ASTRIA_URL"] = "http://127.0.0.1:\(address)"
    for service in Self.services { try start(service, ["serve"]) }
    for service in Self.services {
      _ = try wait(for: service) { try run(service, ["ping", "--only"]).status == 0 ? true : nil }
    }
  }

  private func setEnvironment() throws {
    environment = environment.filter { !$0.key.hasPrefix("MAYFLY_") }
    environment["MAYFLY_DATA"] = "\(folder)/data"
    environment["MAYFLY_BUS"] = "\(folder)/bus"
    environment["MAYFLY_HTTP_PORT"] = "\(port)"
    environment["MAYFLY_OPERATIONS_PORT"] = "0"
    environment["MAYFLY_PUBLIC_URL"] = "http://127.0.0.1:\(port)"
    environment["MAYFLY_ASTRIA_IMAGE_HOSTS"] = "127.0.0.1"
    if isRecording { environment["MAYFLY_RECORD"] = "\(folder)/recordings" }
    environment.merge(settings) { $1 }
    let key = String(repeating: "5a", count: 32)
    let secrets = [
      ("MAYFLY_KEY_ENCRYPTION_KEY", key), ("MAYFLY_SIGNING_KEY", key), ("MAYFLY_ASTRIA_KEY", "sd_benchmark"),
    ]
    for (name, secret) in secrets {
      environment[name] = "\(folder)/secrets/\(name)"
      try secret.write(toFile: "\(folder)/secrets/\(name)", atomically: true, encoding: .utf8)
    }
  }

  /// One photosession, whole.
  package func rehearse() throws {
    let rehearsed = try run("janitor", ["rehearse"])
    guard rehearsed.status == 0 else { throw BenchFailure(rehearsed.output) }
  }

  package func book() throws -> [Receipt] {
    struct Book: Decodable { var receipts: [Receipt] }
    let listed = try run("janitor", ["receipts", "--json"])
    guard listed.status == 0 else { throw BenchFailure(listed.output) }
    return try JSON.decode(Book.self, Array(listed.output.utf8)).receipts
  }

  /// The lines that a process wrote down.
  package func recording(_ service: String) throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/recordings").sorted()
    return try names.filter { $0.hasPrefix("\(service)-") }.flatMap { name in
      try String(contentsOfFile: "\(folder)/recordings/\(name)", encoding: .utf8).split(separator: "\n").map(
        String.init)
    }
  }

  package func close() {
    for (_, process) in processes { process.terminate() }
    for (_, process) in processes { process.waitUntilExit() }
    do { try FileManager.default.removeItem(atPath: folder) } catch {
      Terminal.aside("\(folder) could not be removed.")
    }
  }

  /// The most memory that a process has had, in bytes (`VmHWM` of proc(5)).
  package func peakMemory(of name: String) throws -> Int {
    guard let process = processes.first(where: { $0.name == name })?.process,
      let status = FileManager.default.contents(atPath: "/proc/\(process.processIdentifier)/status")
    else { throw BenchFailure("\(name) does not run.") }
    let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM") }
    guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw BenchFailure("/proc does not tell the memory of \(name).")
    }
    return kilobytes * 1024
  }

  // MARK: Processes

  private func start(_ name: String, _ arguments: [String]) throws {
    let process = process(name, arguments)
    let log = "\(folder)/logs/\(name).log"
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    process.standardOutput = output
    process.standardError = output
    try process.run()
    processes.append((name, process))
  }

  private func run(_ name: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = process(name, arguments)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = arguments.contains("--json") ? FileHandle.nullDevice : pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  private func process(_ name: String, _ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "\(binaries)/\(name)")
    process.arguments = arguments
    process.environment = environment
    return process
  }

  private func wait<Value>(for what: String, _ look: () throws -> Value?) throws -> Value {
    for _ in 0..<200 {
      if let value = try look() { return value }
      usleep(100_000)
    }
    throw BenchFailure("\(what) did not come up within 20 seconds. See the logs in \(folder)/logs.")
  }
}
