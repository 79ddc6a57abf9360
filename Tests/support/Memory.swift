import Foundation

/// What this process takes up.
package enum Memory {
  /// By how much it may grow, in bytes, where nothing is left behind. AddressSanitizer keeps records of its own.
  package static let noise = (ProcessInfo.processInfo.environment["ASAN_OPTIONS"] == nil ? 16 : 64) << 20

  /// In bytes, without what the system has taken out of it.
  package static var resident: Int {
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
