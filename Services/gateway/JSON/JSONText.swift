import Shared

/// Reads a request's JSON and says where it goes wrong. Stricter than most: no name twice in one object, no depth
/// beyond what any request of ours needs.
struct JSONText {
  private static let depthMax = 16

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  static func parse(_ bytes: [UInt8]) throws(Refusal) -> JSONValue {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw Refusal(.malformedRequest, "The body is not UTF-8.")
    }
    var text = JSONText(bytes: bytes)
    let value = try text.value()
    text.skipSpace()
    guard text.position == bytes.count else { throw text.wrong("nothing more should follow") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  // MARK: Values

  private mutating func value() throws(Refusal) -> JSONValue {
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try nested { (text) throws(Refusal) in try text.object() }
    case UInt8(ascii: "["): return try nested { (text) throws(Refusal) in try text.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func nested(
    _ read: (inout JSONText) throws(Refusal) -> JSONValue
  ) throws(Refusal) -> JSONValue {
    guard depth < Self.depthMax else { throw wrong("this is nested too deeply") }
    depth += 1
    position += 1
    let value = try read(&self)
    depth -= 1
    return value
  }

  private mutating func object() throws(Refusal) -> JSONValue {
    var fields: [String: JSONValue] = [:]
    if try takes("}") { return .object(fields) }
    repeat {
      skipSpace()
      let before = self
      let name = try string()
      guard fields[name] == nil else { throw before.wrong("this name stands here twice") }
      guard try takes(":") else { throw wrong("a colon should stand here") }
      fields[name] = try value()
    } while try takes(",")
    guard try takes("}") else { throw wrong("a comma or } should stand here") }
    return .object(fields)
  }

  private mutating func array() throws(Refusal) -> JSONValue {
    var items: [JSONValue] = []
    if try takes("]") { return .array(items) }
    repeat { items.append(try value()) } while try takes(",")
    guard try takes("]") else { throw wrong("a comma or ] should stand here") }
    return .array(items)
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(Refusal) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw wrong("a value should stand here") }
    position += word.utf8.count
    return value
  }

  private mutating func number() throws(Refusal) -> JSONValue {
    let start = self
    while let byte = peek, "+-.0123456789Ee".utf8.contains(byte) { position += 1 }
    let text = String(decoding: bytes[start.position..<position], as: UTF8.self)
    guard text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil else {
      throw start.wrong("a value should stand here")
    }
    if let integer = Int64(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else { throw start.wrong("this number is too large") }
    return .number(number)
  }

  // MARK: Text

  private mutating func string() throws(Refusal) -> String {
    guard try takes("\"") else { throw wrong("a text in quotation marks should stand here") }
    var text: [UInt8] = []
    while let byte = peek, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw wrong("a control character must be written as an escape") }
      position += 1
      if byte == UInt8(ascii: "\\") { text += try escape().utf8 } else { text.append(byte) }
    }
    guard try takes("\"") else { throw wrong("the text has no end") }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func escape() throws(Refusal) -> String {
    guard let byte = peek else { throw wrong("the text has no end") }
    position += 1
    let plain: [UInt8: String] = [
      UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
      UInt8(ascii: "f"): "\u{c}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]
    if let character = plain[byte] { return character }
    guard byte == UInt8(ascii: "u") else { throw wrong("there is no such escape") }
    let first = try codeUnit()
    guard UTF16.isLeadSurrogate(first) else { return try decoded([first]) }
    guard bytes[position...].starts(with: "\\u".utf8) else { throw wrong("half a character stands here") }
    position += 2
    return try decoded([first, try codeUnit()])
  }

  private mutating func codeUnit() throws(Refusal) -> UInt16 {
    let digits = String(decoding: bytes[position...].prefix(4), as: UTF8.self)
    guard digits.wholeMatch(of: /[0-9a-fA-F]{4}/) != nil, let unit = UInt16(digits, radix: 16) else {
      throw wrong("four hexadecimal digits should stand here")
    }
    position += 4
    return unit
  }

  private func decoded(_ units: [UInt16]) throws(Refusal) -> String {
    guard let text = String(validating: units, as: UTF16.self) else { throw wrong("half a character stands here") }
    return text
  }

  // MARK: Place

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek, " \t\r\n".utf8.contains(byte) { position += 1 }
  }

  /// Whether this sign comes next; if so, it is behind us.
  private mutating func takes(_ sign: Unicode.Scalar) throws(Refusal) -> Bool {
    if sign != "\"" { skipSpace() }
    guard peek == UInt8(ascii: sign) else { return false }
    position += 1
    return true
  }

  private func wrong(_ what: String) -> Refusal {
    let read = bytes[..<position]
    let line = read.count { $0 == UInt8(ascii: "\n") } + 1
    let column = position - (read.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0) + 1
    return Refusal(.malformedRequest, "The body is no JSON: line \(line), column \(column): \(what).")
  }
}
