import Foundation

/// Reads multipart/form-data (RFC 7578). The body may be hundreds of megabytes, so delimiters are looked for with the
/// C library, and each part is copied once.
struct MultipartForm {
  private let body: UnsafeRawBufferPointer
  private let delimiter: [UInt8]

  static func read(_ body: [UInt8], contentType: String) throws(Rejection) -> FormTree {
    guard let boundary = HeaderParameter.find("boundary", in: contentType), !boundary.isEmpty else {
      throw .badRequest("the multipart body has no boundary")
    }
    let parts = body.withUnsafeBytes { MultipartForm(body: $0, delimiter: Array("--\(boundary)".utf8)).parts() }
    guard let parts else { throw .badRequest("the multipart body is cut short or malformed") }
    var tree = FormTree.fields([:])
    for part in parts { tree.insert(part.value, as: FormName(part.name)) }
    return tree
  }

  /// Nil where the closing delimiter is missing or a part has no name.
  private func parts() -> [(name: String, value: FormTree)]? {
    guard var start = find(delimiter, from: 0).map({ $0 + delimiter.count }) else { return nil }
    var parts: [(name: String, value: FormTree)] = []
    while !isClosing(start) {
      guard let end = find([13, 10] + delimiter, from: start), let part = part(in: start..<end) else { return nil }
      parts.append(part)
      start = end + 2 + delimiter.count
    }
    return parts
  }

  private func isClosing(_ offset: Int) -> Bool {
    offset + 2 <= body.count && body[offset] == UInt8(ascii: "-") && body[offset + 1] == UInt8(ascii: "-")
  }

  private func part(in range: Range<Int>) -> (name: String, value: FormTree)? {
    guard let blank = find([13, 10, 13, 10], from: range.lowerBound), blank < range.upperBound else { return nil }
    let head = String(decoding: body[range.lowerBound..<blank], as: UTF8.self).components(separatedBy: "\r\n")
    guard let disposition = Self.header("content-disposition", in: head),
      let name = HeaderParameter.find("name", in: disposition)
    else { return nil }
    let bytes = Array(body[min(blank + 4, range.upperBound)..<range.upperBound])
    guard let file = HeaderParameter.find("filename", in: disposition) else {
      return (name, .text(String(decoding: bytes, as: UTF8.self)))
    }
    // A browser's empty file field.
    guard !file.isEmpty else { return (name, .null) }
    let type = Self.header("content-type", in: head) ?? "application/octet-stream"
    return (name, .file(UploadedFile(name: file, contentType: type, bytes: bytes)))
  }

  private func find(_ needle: [UInt8], from offset: Int) -> Int? {
    guard let base = body.baseAddress else { return nil }
    var start = offset
    while start + needle.count <= body.count {
      let rest = body.count - needle.count + 1 - start
      guard let found = memchr(base + start, Int32(needle[0]), rest) else { return nil }
      let place = UnsafeRawPointer(found) - base
      if memcmp(base + place, needle, needle.count) == 0 { return place }
      start = place + 1
    }
    return nil
  }

  private static func header(_ name: String, in lines: [String]) -> String? {
    for line in lines {
      guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name else { continue }
      return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    return nil
  }
}

/// A parameter of a header's value: `boundary` of `multipart/form-data; boundary=abc`.
enum HeaderParameter {
  static func find(_ wanted: String, in value: String) -> String? {
    var rest = value[...]
    while let semicolon = rest.firstIndex(of: ";") {
      rest = rest[rest.index(after: semicolon)...].drop { $0 == " " || $0 == "\t" }
      guard let equals = rest.firstIndex(of: "=") else { return nil }
      let name = rest[..<equals].lowercased()
      rest = rest[rest.index(after: equals)...]
      let text = rest.first == "\"" ? quoted(&rest) : plain(&rest)
      if name == wanted { return text }
    }
    return nil
  }

  private static func plain(_ rest: inout Substring) -> String {
    let text = rest.prefix { $0 != ";" }
    rest = rest[text.endIndex...]
    return text.trimmingCharacters(in: .whitespaces)
  }

  /// Browsers percent-escape a quote inside, older curls put a backslash before it.
  private static func quoted(_ rest: inout Substring) -> String {
    var text = ""
    rest.removeFirst()
    while let character = rest.popFirst(), character != "\"" {
      let isEscape = character == "\\" && (rest.first == "\"" || rest.first == "\\")
      text.append(isEscape ? rest.removeFirst() : character)
    }
    for (escape, plain) in [("%22", "\""), ("%0D", "\r"), ("%0A", "\n")] {
      text = text.replacingOccurrences(of: escape, with: plain)
    }
    return text
  }
}
