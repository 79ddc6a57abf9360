import Foundation

/// One process that a test started, and may kill as often as it likes. Its output goes to a log file.
///
/// `@unchecked Sendable`: `process` and `hasEnded` are used under `lock`.
package final class Child: @unchecked Sendable {
  /// In seconds: more than any process of ours may take for its end.
  private static let farewellMax = 15.0

  package let name: String
  package let log: String
  private let executable: String
  private let arguments: [String]
  private let environment: [String: String]
  private let lock = NSLock()
  private var process: Process?
  private var hasEnded = DispatchSemaphore(value: 0)

  /// - Parameter executable: its path; else the one of ours that has this name.
  package init(
    _ name: String, executable: String? = nil, _ arguments: [String], environment: [String: String], logs: String
  ) {
    self.name = name
    self.arguments = arguments
    self.environment = environment
    self.executable = executable ?? "\(Child.binaries)/\(name)"
    log = "\(logs)/\(name).log"
  }

  /// Where the executables were built: beside the test bundle.
  package static let binaries: String = {
    let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return bundle.deletingLastPathComponent().path
  }()

  package func start() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.environment = environment
    let output = try Child.appending(log)
    process.standardOutput = output
    process.standardError = output
    // Not `waitUntilExit`: away from the main thread it can miss the end and wait for ever.
    let hasEnded = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in hasEnded.signal() }
    try process.run()
    lock.withLock {
      self.process = process
      self.hasEnded = hasEnded
    }
  }

  /// `kill -9`: no time for farewells.
  package func kill() { _ = end(SIGKILL) }

  /// SIGTERM, and the exit status: that of `kill -9` if it cannot find an end.
  @discardableResult
  package func stop() -> Int32 { end(SIGTERM) }

  /// The most memory that it has had since it was started, in bytes (`VmHWM` of proc(5)).
  package func peakMemory() throws -> Int {
    let number = lock.withLock { process?.processIdentifier ?? 0 }
    let status = try String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    guard let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) }) else {
      throw InVain("\(name) does not run")
    }
    return kilobytes * 1024
  }

  @discardableResult
  private func end(_ signal: Int32) -> Int32 {
    let (process, hasEnded) = lock.withLock { (self.process, self.hasEnded) }
    guard let process, process.isRunning else { return process?.terminationStatus ?? 0 }
    Glibc.kill(process.processIdentifier, signal)
    if hasEnded.wait(timeout: .now() + Self.farewellMax) == .timedOut {
      Glibc.kill(process.processIdentifier, SIGKILL)
      hasEnded.wait()
    }
    return process.terminationStatus
  }

  private static func appending(_ path: String) throws -> FileHandle {
    let isThere = FileManager.default.fileExists(atPath: path)
    guard isThere || FileManager.default.createFile(atPath: path, contents: nil) else {
      throw CocoaError(.fileWriteUnknown)
    }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.seekToEnd()
    return handle
  }
}
