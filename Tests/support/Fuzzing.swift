import Foundation

/// How much a fuzz test does, and with which random numbers.
public enum Fuzzing {
  private static let environment = ProcessInfo.processInfo.environment

  /// `MAYFLY_FUZZ_SEED`, so that a run can be repeated, or any.
  public static let seed = environment["MAYFLY_FUZZ_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)

  /// Some in every run, many with `./compose/test --all`.
  public static func count(quick: Int, all: Int) -> Int { environment["MAYFLY_TEST_ALL"] == nil ? quick : all }
}

/// What this process takes up.
public enum Memory {
  /// In bytes, without what the system has taken out of it.
  public static var resident: Int {
    get throws {
      let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
      guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
        throw InVain("/proc/self/status does not say how much memory is resident.")
      }
      return kilobytes * 1024
    }
  }
}
