import Foundation

/// What this process takes up.
package enum Memory {
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
