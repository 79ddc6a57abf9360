import Foundation

/// Runs other programs. The waiting is done on a thread of its own: a test that blocked one of the few cooperative
/// threads would hold up all others.
public enum Command {
  public struct Result: Sendable {
    public let status: Int32
    /// Standard output and standard error together.
    public let output: String
  }

  /// - Parameter executable: a path, or a name to be looked up in PATH.
  public static func run(
    _ executable: String, _ arguments: [String], environment: [String: String]? = nil
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Swift.Result { try runHere(executable, arguments, environment) })
      }
    }
  }

  private static func runHere(
    _ executable: String, _ arguments: [String], _ environment: [String: String]?
  ) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable.contains("/") ? executable : "/usr/bin/env")
    process.arguments = executable.contains("/") ? arguments : [executable] + arguments
    process.environment = environment ?? ProcessInfo.processInfo.environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    // Not `waitUntilExit`: away from the main thread it can miss the end and wait for ever.
    let hasEnded = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in hasEnded.signal() }
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    hasEnded.wait()
    return Result(status: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
  }
}
