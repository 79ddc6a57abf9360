/// Where in a JSON text each value stands, so that an error can name the line. It follows the structure and notes where
/// that breaks off; whether the text is JSON is for a decoder to say.
struct JSONOutline {
  enum Step: Hashable {
    case field(String)
    case element(Int)
  }
  typealias Path = [Step]

  /// The line on which each value begins, or its field's name; the first is 1.
  private(set) var lines: [Path: Int] = [:]
  /// In the order of the text.
  private(set) var paths: [Path] = []
  /// The first line on which something else stands than should; absent if the structure is whole.
  private(set) var brokenLine: Int?
  /// Fields that an object has more than once.
  private(set) var repeated: [(path: Path, line: Int)] = []

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  init(_ text: String) {
    bytes = Array(text.utf8)
    value(at: [])
    if position < bytes.count { noteBroken() }
  }

  /// The line of the value, or of the nearest one around it that is there.
  func line(of path: Path) -> Int {
    var path = path
    while !path.isEmpty, lines[path] == nil { path.removeLast() }
    return lines[path] ?? 1
  }

  private mutating func value(at path: Path) {
    skipSpace()
    note(path)
    switch peek {
    case UInt8(ascii: "{"): object(at: path)
    case UInt8(ascii: "["): array(at: path)
    case UInt8(ascii: "\""): _ = string()
    default: while let byte = peek, !",]} \n\r\t".utf8.contains(byte) { advance() }
    }
    skipSpace()
  }

  private mutating func object(at path: Path) {
    advance()
    skipSpace()
    while peek == UInt8(ascii: "\"") {
      let start = line
      let inner = path + [.field(string())]
      if lines[inner] == nil { lines[inner] = start } else { repeated.append((inner, start)) }
      skipSpace()
      expect(":")
      value(at: inner)
      skipSpace()
      if peek != UInt8(ascii: "}") { expect(",") }
      skipSpace()
    }
    expect("}")
  }

  private mutating func array(at path: Path) {
    advance()
    skipSpace()
    var count = 0
    while let byte = peek, byte != UInt8(ascii: "]"), brokenLine == nil {
      value(at: path + [.element(count)])
      skipSpace()
      if peek != UInt8(ascii: "]") { expect(",") }
      skipSpace()
      count += 1
    }
    expect("]")
  }

  /// A name with escapes stays as it is written: none of ours has any.
  private mutating func string() -> String {
    advance()
    let start = position
    while let byte = peek, byte != UInt8(ascii: "\"") {
      if byte == UInt8(ascii: "\\") { advance() }
      advance()
    }
    defer { expect("\"") }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func note(_ path: Path) {
    if lines[path] == nil { lines[path] = line }
    paths.append(path)
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func advance() {
    if peek == UInt8(ascii: "\n") { line += 1 }
    position = min(position + 1, bytes.count)
  }

  private mutating func expect(_ character: Unicode.Scalar) {
    if peek == UInt8(ascii: character) { advance() } else { noteBroken() }
  }

  private mutating func noteBroken() { brokenLine = brokenLine ?? line }

  private mutating func skipSpace() { while let byte = peek, " \n\r\t".utf8.contains(byte) { advance() } }
}
