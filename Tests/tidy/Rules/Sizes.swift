/// Files of at most 300 lines, functions of at most 70, lines of at most 120 characters. As taste, half of that or
/// less.
struct Sizes: Rule {
  static let fileMax = 300
  static let functionMax = 70
  static let lineMax = 120

  func findings(in repository: Repository) -> [Finding] {
    repository.files.flatMap { long($0) + longLines($0) + longFunctions($0) }
  }

  private func long(_ file: SourceFile) -> [Finding] {
    let count = file.lines.last == "" ? file.lines.count - 1 : file.lines.count
    guard count > Self.fileMax else { return [] }
    return [Finding(path: file.path, advice: "\(count) lines; split it by what it speaks of, at most \(Self.fileMax)")]
  }

  private func longLines(_ file: SourceFile) -> [Finding] {
    file.lines.indices.filter { file.lines[$0].count > Self.lineMax }.map {
      Finding(path: file.path, line: $0 + 1, advice: "\(file.lines[$0].count) characters; at most \(Self.lineMax)")
    }
  }

  private func longFunctions(_ file: SourceFile) -> [Finding] {
    FunctionFinder.functions(in: file).filter { $0.lines > Self.functionMax }.map {
      Finding(path: file.path, line: $0.line, advice: "a function of \($0.lines) lines; at most \(Self.functionMax)")
    }
  }
}

/// Finds functions by counting braces: from the line of `func` or `init` to the brace that closes its body.
struct FunctionFinder {
  struct Function: Equatable {
    let line: Int
    let lines: Int
  }

  private static let start = Pattern(#"(^|\s)func\s|(^|\s)init[?!]?[(<]|(^|\s)deinit\s*\{"#)
  private static let continuation = Pattern(#"^\s*(\)|->|where\b|async\b|throws\b|rethrows\b|\{)"#)

  static func functions(in file: SourceFile) -> [Function] {
    file.lines(matching: start).map { line in
      let first = start.tail(of: file.code[line - 1]) ?? ""
      return Function(line: line, lines: length(of: [first] + file.code[line...]))
    }
  }

  /// A declaration without body, as in a protocol, ends with its line.
  private static func length(of code: [String]) -> Int {
    var braces = 0
    var parentheses = 0
    for (index, line) in code.enumerated() {
      for character in line {
        switch character {
        case "(": parentheses += 1
        case ")": parentheses -= 1
        // A closure that is an argument's default value is no body.
        case "{" where braces > 0 || parentheses == 0: braces += 1
        case "}" where braces > 0:
          braces -= 1
          if braces == 0 { return index + 1 }
        default: continue
        }
      }
      if braces == 0, parentheses == 0, !continues(code.dropFirst(index + 1).first) { return index + 1 }
    }
    return code.count
  }

  private static func continues(_ next: String?) -> Bool {
    next.map(continuation.occurs) ?? false
  }
}
