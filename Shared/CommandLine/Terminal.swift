import Foundation

/// What a command says to whoever typed it: results on standard output, all else on standard error.
public enum Terminal {
  public static func line(_ text: String) { write(text + "\n", to: .standardOutput) }

  /// As it stands, line feeds and all.
  public static func text(_ text: String) { write(text, to: .standardOutput) }

  /// For what is no result: progress, hints, questions.
  public static func aside(_ text: String) { write(text + "\n", to: .standardError) }

  /// On one line that the next call overwrites; silent where nobody watches.
  public static func progress(_ text: String) {
    if isatty(STDERR_FILENO) == 1 { write("\r\u{1b}[K\(text)", to: .standardError) }
  }

  public static func endOfProgress() { progress("") }

  public static func json(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    line(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Columns as wide as their widest cell.
  public static func table(_ titles: [String], _ rows: [[String]]) {
    let widths = titles.indices.map { column in ([titles] + rows).map { $0[column].count }.max() ?? 0 }
    for row in [titles] + rows {
      let cells = zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
      line(cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces))
    }
  }

  /// Asks for a yes; anything else, and the end of input, is a no.
  public static func confirm(_ question: String) -> Bool {
    write("\(question) [y/N] ", to: .standardError)
    return ["y", "yes"].contains(readLine()?.lowercased())
  }

  private static func write(_ text: String, to file: FileHandle) {
    do {
      try file.write(contentsOf: Data(text.utf8))
    } catch {
      // Nobody listens any more (a closed pipe): there is nothing left to say.
      exit(1)
    }
  }
}
