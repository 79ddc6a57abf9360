/// Words that do not occur in Services and Shared, outside a few named places.
struct BannedWords: Rule {
  struct Word: Sendable {
    let name: String
    let pattern: Pattern
    let advice: String
    /// Also in comments.
    var everywhere = false

    init(_ name: String, _ pattern: String, _ advice: String, everywhere: Bool = false) {
      self.name = name
      self.pattern = Pattern(pattern)
      self.advice = advice
      self.everywhere = everywhere
    }
  }

  /// Where a word is right, and why.
  struct Exception: Sendable {
    let path: String
    let word: String
    let reason: String
  }

  static let words = [
    Word("Date()", #"\bDate(\(\)|\.now\b)"#, "the time is handed in: `turn.now`, or a `WallClock`"),
    Word("UUID()", #"\bUUID\(\)"#, "randomness is handed in: `turn.identifier()`, or a `Randomness`"),
    Word(
      "SystemRandomNumberGenerator", #"\bSystemRandomNumberGenerator\b|\.random\(in: [^,)]*\)|\.randomElement\(\)"#,
      "randomness is handed in: `turn.random`, or a `Randomness`"),
    Word("Task {", #"\bTask(\s*<[^>]*>)?\s*(\([^)]*\))?\s*\{"#, "use a task group, so that somebody waits for it"),
    Word("Task.detached", #"\bTask\.detached\b"#, "use a task group, so that somebody waits for it"),
    Word("Task.sleep", #"\bTask\.sleep\b|Clock\(\)\.sleep\b"#, "wait for an event, or use `pause(_:)`"),
    Word("try?", #"\btry\?"#, "handle the error with do and catch"),
    Word("catch {}", #"\bcatch\s*\{\s*\}"#, "handle the error, or say in the braces why there is nothing to do"),
    Word("print(", #"(?<![\w.])(debugPrint|print|dump|NSLog)\("#, "log it; commands write with `Terminal`"),
    Word("fatalError(", #"\bfatalError\("#, "illegal input is an error, a broken invariant a precondition"),
    Word("TODO", #"\b(TODO|FIXME|XXX|HACK)\b"#, "do it now, or file an issue", everywhere: true),
  ]

  static let usual = [
    Exception(
      path: "Shared/Domain/Randomness.swift", word: "SystemRandomNumberGenerator", reason: "the source of it all"),
    Exception(path: "Shared/Domain/Ticker.swift", word: "Task.sleep", reason: "the one place that sleeps"),
  ]

  var exceptions = usual

  func findings(in repository: Repository) -> [Finding] {
    repository.product.flatMap { file in
      Self.words.filter { !isAllowed($0, file) }.flatMap { findings($0, file) }
    }
  }

  private func findings(_ word: Word, _ file: SourceFile) -> [Finding] {
    let lines = word.everywhere ? file.lines : file.code
    return lines.indices.filter { word.pattern.occurs(in: lines[$0]) }.map {
      Finding(path: file.path, line: $0 + 1, advice: "'\(word.name)' is not used here: \(word.advice)")
    }
  }

  private func isAllowed(_ word: Word, _ file: SourceFile) -> Bool {
    exceptions.contains { $0.path == file.path && $0.word == word.name }
  }
}
