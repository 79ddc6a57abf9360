import Foundation

/// Looks for canaries in every byte of every file below a folder.
enum Scan {
  struct Finding: Equatable, CustomStringConvertible {
    let canary: String
    let file: String
    var description: String { "\(canary) in \(file)" }
  }

  static func find(_ canaries: [String: [UInt8]], in folder: String) throws -> [Finding] {
    var findings: [Finding] = []
    guard let files = FileManager.default.enumerator(atPath: folder) else { return [] }
    for case let name as String in files {
      let path = "\(folder)/\(name)"
      guard try isFile(path) else { continue }
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      for (canary, bytes) in canaries where data.range(of: Data(bytes)) != nil {
        findings.append(Finding(canary: canary, file: name))
      }
    }
    return findings.sorted { $0.description < $1.description }
  }

  private static func isFile(_ path: String) throws -> Bool {
    try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType == .typeRegular
  }
}
