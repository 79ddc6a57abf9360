/// Blanks out comments and the text of string literals, so that rules see code only. What is interpolated into a string
/// is code. Every line keeps its length and its place.
struct CodeScanner {
  private let bytes: [UInt8]
  private var code: [UInt8] = []
  private var position = 0

  static func blank(_ text: String) -> String {
    var scanner = CodeScanner(bytes: Array(text.utf8))
    scanner.scanCode(isInterpolated: false)
    return String(decoding: scanner.code, as: UTF8.self)
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func scanCode(isInterpolated: Bool) {
    var depth = 0
    while position < bytes.count {
      if starts("//") {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { blank(1) }
      } else if starts("/*") {
        scanBlockComment()
      } else if let hashes = stringStart() {
        scanString(hashes: hashes)
      } else {
        if bytes[position] == UInt8(ascii: "(") { depth += 1 }
        if bytes[position] == UInt8(ascii: ")") { depth -= 1 }
        copy()
        if isInterpolated, depth == 0 { return }
      }
    }
  }

  /// These can be nested.
  private mutating func scanBlockComment() {
    var depth = 0
    repeat {
      if starts("/*") { depth += 1 }
      if starts("*/") { depth -= 1 }
      blank(starts("/*") || starts("*/") ? 2 : 1)
    } while depth > 0 && position < bytes.count
  }

  /// How many # stand before the quote, if a string begins here.
  private func stringStart() -> Int? {
    let hashes = bytes[position...].prefix { $0 == UInt8(ascii: "#") }.count
    guard position + hashes < bytes.count, bytes[position + hashes] == UInt8(ascii: "\"") else { return nil }
    return hashes
  }

  private mutating func scanString(hashes: Int) {
    let fence = String(repeating: "#", count: hashes)
    blank(hashes)
    let quotes = starts("\"\"\"") ? "\"\"\"" : "\""
    blank(quotes.utf8.count)
    while position < bytes.count, !starts(quotes + fence) {
      if starts("\\" + fence + "(") {
        blank(1 + hashes)
        scanCode(isInterpolated: true)
      } else {
        blank(starts("\\" + fence) ? 2 + hashes : 1)
      }
    }
    blank(quotes.utf8.count + hashes)
  }

  private func starts(_ text: String) -> Bool {
    position + text.utf8.count <= bytes.count && bytes[position...].starts(with: text.utf8)
  }

  private mutating func copy() {
    code.append(bytes[position])
    position += 1
  }

  private mutating func blank(_ count: Int) {
    for byte in bytes[position..<min(position + count, bytes.count)] {
      // Of a character of several bytes only the first leaves a blank.
      if byte & 0b1100_0000 != 0b1000_0000 { code.append(byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " ")) }
      position += 1
    }
  }
}
