import Foundation

/// The files that the rules speak about: this repository's, or a made-up sample's.
struct Repository {
  /// What lies at the top, dot-files aside.
  var topLevel: [String] = []
  /// The Swift files of Services, Shared and Tests.
  var files: [SourceFile] = []
  /// Every other file there, by path.
  var others: [String] = []

  /// The folder that holds Package.swift, whatever it is called and wherever it lies.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func load() throws -> Repository {
    var repository = Repository()
    repository.topLevel = try FileManager.default.contentsOfDirectory(atPath: root.path).filter { !$0.hasPrefix(".") }
    for folder in ["Services", "Shared", "Tests"] { try repository.add(folder) }
    return repository
  }

  private mutating func add(_ path: String) throws {
    let url = Self.root.appendingPathComponent(path)
    for name in try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() where !name.hasPrefix(".") {
      let inner = "\(path)/\(name)"
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: url.appendingPathComponent(name).path, isDirectory: &isFolder)
      if isFolder.boolValue {
        try add(inner)
      } else if name.hasSuffix(".swift") {
        let text = try String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
        files.append(SourceFile(path: inner, text: text))
      } else {
        others.append(inner)
      }
    }
  }

  /// What runs in production: the rules for it are the strictest.
  var product: [SourceFile] { files.filter { $0.path.hasPrefix("Services/") || $0.path.hasPrefix("Shared/") } }
}

/// One Swift file.
struct SourceFile {
  let path: String
  /// As they stand.
  let lines: [String]
  /// The same with comments and the text of string literals blanked out.
  let code: [String]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    code = CodeScanner.blank(text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  var folders: [String] { path.split(separator: "/").dropLast().map(String.init) }

  /// The numbers of the lines whose code matches, from 1.
  func lines(matching pattern: Pattern) -> [Int] {
    code.indices.filter { pattern.occurs(in: code[$0]) }.map { $0 + 1 }
  }
}

/// A rule of the design's section 15 that a machine can check.
protocol Rule: Sendable {
  func findings(in repository: Repository) -> [Finding]
}

/// Where a rule is broken, and what to do about it.
struct Finding: CustomStringConvertible, Equatable {
  let path: String
  var line: Int?
  let advice: String

  var description: String { line.map { "\(path):\($0): \(advice)" } ?? "\(path): \(advice)" }
}
