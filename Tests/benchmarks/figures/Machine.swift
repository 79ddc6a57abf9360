import Foundation

/// Where it was measured: without that a figure says nothing.
package struct Machine: Encodable {
  package let processor: String
  package let cores: Int
  package let memory: UInt64
  package let system: String

  package static var this: Machine {
    let information = ProcessInfo.processInfo
    return Machine(
      processor: processor ?? "unknown processor", cores: information.activeProcessorCount,
      memory: information.physicalMemory, system: information.operatingSystemVersionString)
  }

  private static var processor: String? {
    guard let data = FileManager.default.contents(atPath: "/proc/cpuinfo") else { return nil }
    let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
  }
}

extension Machine: CustomStringConvertible {
  package var description: String {
    let gibibytes = (Double(memory) / 1_073_741_824).rounded()
    return "\(processor), \(cores) cores, \(Int(gibibytes)) GiB, \(system)"
  }
}
