/// A body of type multipart/form-data (RFC 7578), written as browsers write it: names keep their brackets and their
/// UTF-8; quotes and line breaks in them are percent-escaped. Its length is known before anything is opened.
public struct Multipart: Sendable {
  /// Opens the bytes of a file part; called when its turn comes, and again where a request is made anew.
  public typealias Opening = @Sendable () async throws -> (@Sendable () async throws -> [UInt8]?)

  public enum Part: Sendable {
    case field(name: String, value: String)
    /// - length: in bytes, exactly. Fewer or more make the whole body fail.
    case file(name: String, filename: String, contentType: String, length: Int, open: Opening)
  }

  enum Segment: Sendable {
    case bytes([UInt8])
    case file(length: Int, open: Opening)
  }

  public let contentType: String
  /// In bytes, of the whole body.
  public let length: Int
  private let segments: [Segment]

  /// - Parameter boundary: 16 to 70 letters, digits, "-" and "_"; random, for it must occur in no part.
  public init(boundary: String, parts: [Part]) throws(HTTPFailure) {
    guard (16...70).contains(boundary.utf8.count), boundary.utf8.allSatisfy(Self.isBoundaryByte) else {
      throw .malformedRequest("the boundary of a form is not 16 to 70 letters, digits, - and _")
    }
    var segments: [Segment] = []
    for part in parts { segments += try Self.segments(of: part, boundary) }
    segments.append(.bytes(Array("--\(boundary)--\r\n".utf8)))
    self.segments = segments
    contentType = "multipart/form-data; boundary=\(boundary)"
    length = segments.reduce(0) { $0 + $1.length }
  }

  /// A new body each time, from the start: a request that is made again opens its files again.
  public var body: HTTPRequest.Body {
    let reader = MultipartReader(segments)
    return .stream(length: length) { try await reader.next() }
  }

  private static func segments(of part: Part, _ boundary: String) throws(HTTPFailure) -> [Segment] {
    let start = "--\(boundary)\r\nContent-Disposition: form-data; name="
    switch part {
    case .field(let name, let value):
      return [.bytes(Array("\(start)\"\(escaped(name))\"\r\n\r\n\(value)\r\n".utf8))]
    case .file(let name, let filename, let contentType, let length, let open):
      guard length >= 0 else { throw .malformedRequest("the length of a file part is negative") }
      guard contentType.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }) else {
        throw .malformedRequest("the content type of a file part is not plain ASCII")
      }
      let names = "\"\(escaped(name))\"; filename=\"\(escaped(filename))\""
      let head = "\(start)\(names)\r\nContent-Type: \(contentType)\r\n\r\n"
      return [.bytes(Array(head.utf8)), .file(length: length, open: open), .bytes([13, 10])]
    }
  }

  /// As the HTML standard's "multipart/form-data encoding algorithm" has it.
  private static func escaped(_ name: String) -> String {
    var escaped: [UInt8] = []
    for byte in name.utf8 {
      switch byte {
      case 10: escaped += Array("%0A".utf8)
      case 13: escaped += Array("%0D".utf8)
      case UInt8(ascii: "\""): escaped += Array("%22".utf8)
      default: escaped.append(byte)
      }
    }
    return String(decoding: escaped, as: UTF8.self)
  }

  private static func isBoundaryByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

extension Multipart.Segment {
  var length: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .file(let length, _): length
    }
  }
}
