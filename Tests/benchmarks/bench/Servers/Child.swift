import Foundation

/// A process of this same program. It ends with this one: its standard input closes then.
///
/// `@unchecked Sendable`: nothing changes after `init`; `Process` itself is used by one task at a time.
final class Child: @unchecked Sendable {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  init(_ arguments: [String]) throws {
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  var id: Int32 { process.processIdentifier }

  /// The next line that it says.
  func line() throws -> String {
    var line: [UInt8] = []
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first {
      if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    throw BenchFailure("A process that was to be measured ended too early: \(process.arguments ?? [])")
  }

  /// The most memory that it ever held, in bytes.
  func peakMemory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kibibytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
    else { throw BenchFailure("Linux does not say how much memory a process held.") }
    return kibibytes * 1024
  }

  func end() { kill(id, SIGKILL) }

  deinit { end() }
}

/// Something that cannot be measured, and why.
struct BenchFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
