import Foundation
import TestSupport

/// What the source says of types, and of their cases and properties: the comments above them.
struct SourceComments {
  /// By the name of the type, or of the type and what is in it, such as `AccountRequest.create`.
  private(set) var comments: [String: String] = [:]
  /// The cases of each enum.
  private(set) var cases: [String: Set<String>] = [:]
  private var scopes: [(indent: Int, name: String)] = []

  init(folders: [String]) throws {
    for folder in folders {
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(Repository.root)/\(folder)")
      for file in files.sorted() where file.hasSuffix(".swift") {
        read(try String(contentsOfFile: "\(Repository.root)/\(folder)/\(file)", encoding: .utf8))
      }
    }
  }

  private mutating func read(_ text: String) {
    var comment: [Substring] = []
    for line in text.split(separator: "\n") {
      let code = line.drop { $0 == " " }
      if code.hasPrefix("/// ") {
        comment.append(code.dropFirst(4))
      } else {
        note(code, indent: line.count - code.count, comment.joined(separator: " "))
        comment = []
      }
    }
  }

  private mutating func note(_ code: Substring, indent: Int, _ comment: String) {
    scopes.removeAll { $0.indent >= indent }
    guard let match = code.firstMatch(of: /^(?:public |static )*(enum|struct|case|var|let) (\w+)/) else { return }
    let scope = scopes.map(\.name).joined(separator: ".")
    let name = "\(scope)\(scope.isEmpty ? "" : ".")\(match.2)"
    if !comment.isEmpty { comments[name] = comment }
    switch match.1 {
    case "enum", "struct": scopes.append((indent, String(match.2)))
    case "case" where scopes.last?.indent == indent - 2: cases[scope, default: []].insert(String(match.2))
    default: break
    }
  }
}
