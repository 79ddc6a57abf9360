import Shared

/// As much of XML as answers of S3 are made of: elements with text or elements in them, the five named entities and
/// numbered ones. Attributes, comments and the declaration are passed over; a document type is refused.
struct S3Document {
  let name: String
  private(set) var text = ""
  private(set) var children: [S3Document] = []

  /// - Returns: `nil` for what is no such document.
  init?(_ bytes: [UInt8]) {
    var open: [S3Document] = []
    var rest = bytes[...]
    var root: S3Document?
    while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
      guard let content = Self.decoded(rest[..<start]), let end = rest[start...].firstIndex(of: UInt8(ascii: ">"))
      else {
        return nil
      }
      if !open.isEmpty { open[open.count - 1].text += content }
      let tag = String(decoding: rest[rest.index(after: start)..<end], as: UTF8.self)
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("?") { continue }
      guard !tag.hasPrefix("!"), root == nil, open.count < Self.depthMax else { return nil }
      if !tag.hasPrefix("/") { open.append(S3Document(tag: tag)) }
      guard tag.hasPrefix("/") || tag.hasSuffix("/") else { continue }
      guard let closed = open.popLast(), tag.hasSuffix("/") || closed.name == Self.name(tag.dropFirst()) else {
        return nil
      }
      if open.isEmpty { root = closed } else { open[open.count - 1].children.append(closed) }
    }
    guard let root else { return nil }
    self = root
  }

  subscript(_ name: String) -> String? { children.first { $0.name == name }?.text }

  func all(_ name: String) -> [S3Document] { children.filter { $0.name == name } }

  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  private static let depthMax = 16

  private init(tag: String) { name = Self.name(tag[...]) }

  private static func name(_ tag: Substring) -> String { String(tag.prefix { !$0.isWhitespace && $0 != "/" }) }

  private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
    var rest = String(decoding: bytes, as: UTF8.self)[...]
    var text = ""
    while let start = rest.firstIndex(of: "&") {
      guard let end = rest[start...].firstIndex(of: ";"), let scalar = entity(rest[rest.index(after: start)..<end])
      else {
        return nil
      }
      text += rest[..<start]
      text.unicodeScalars.append(scalar)
      rest = rest[rest.index(after: end)...]
    }
    return text + rest
  }

  private static func entity(_ name: Substring) -> Unicode.Scalar? {
    switch name {
    case "amp": "&"
    case "lt": "<"
    case "gt": ">"
    case "quot": "\""
    case "apos": "'"
    case let number where number.hasPrefix("#x"): UInt32(number.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
    case let number where number.hasPrefix("#"): UInt32(number.dropFirst()).flatMap(Unicode.Scalar.init)
    default: nil
    }
  }
}
