/// Puts a head together from the lines that libcurl hands over. Interim answers (1xx) are passed over, and so is what
/// follows the head: trailers after a chunked body.
struct HeadParser {
  /// In bytes. libcurl bounds a single line only.
  static let limit = 64 << 10

  private var status: Int?
  private var headers = HTTPHeaders()
  private var size = 0
  private var isDone = false

  /// - Returns: the head, with the empty line that ends it.
  mutating func add(_ bytes: UnsafeRawBufferPointer) throws(HTTPFailure) -> HTTPHead? {
    if isDone { return nil }
    size += bytes.count
    guard size <= Self.limit else { throw .malformedResponse("its head is larger than \(Self.limit) bytes") }
    let line = Self.text(bytes)
    if line.hasPrefix("HTTP/") { return try begin(line) }
    if line.isEmpty { return end() }
    try addField(line)
    return nil
  }

  private mutating func begin(_ line: String) throws(HTTPFailure) -> HTTPHead? {
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count >= 2, words[1].count == 3, let status = Int(words[1]), (100...999).contains(status) else {
      throw .malformedResponse("its status line cannot be read")
    }
    self.status = status
    headers = HTTPHeaders()
    return nil
  }

  private mutating func addField(_ line: String) throws(HTTPFailure) {
    if line.first == " " || line.first == "\t" {
      headers.extendLast(with: Self.trimmed(line))
      return
    }
    guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else {
      throw .malformedResponse("a header line has no name")
    }
    headers.add(String(line[..<colon]), Self.trimmed(line[line.index(after: colon)...]))
  }

  private mutating func end() -> HTTPHead? {
    guard let status, status >= 200 else { return nil }
    isDone = true
    return HTTPHead(status: status, headers: headers)
  }

  private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
    var end = bytes.endIndex
    while end > 0, bytes[end - 1] == 10 || bytes[end - 1] == 13 { end -= 1 }
    return String(decoding: bytes[..<end], as: UTF8.self)
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    let front = text.drop(while: isSpace)
    return String(front.reversed().drop(while: isSpace).reversed())
  }
}
