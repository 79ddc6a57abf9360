import Foundation

/// What goes over the wire. Each message has a header part and up to two more:
///
/// | header | parts | from | meaning |
/// |---|---|---|---|
/// | `Q` version | envelope, payload | client | a request |
/// | `R` version | reply envelope, payload | server | its answer |
/// | `C` version, stream | bytes | either | the next chunk of the attachment of message `stream` |
/// | `E` version, stream | SHA-256 of all chunks | either | the attachment is complete |
/// | `A` version, stream | – | either | the attachment cannot be completed |
/// | `G` version, stream, count | – | either | may send `count` more chunks |
/// | `S` version, stream | – | either | send no more of this attachment |
/// | `X` version, stream | – | client | nobody waits for the answer to `stream` any more |
///
/// `version` is one byte, `stream` the 16 bytes of the request's id (an attachment of the answer has the same), `count`
/// four bytes, big-endian. Anything else is malformed: counted, logged without content, dropped.
enum Frame {
  static let version: UInt8 = 1
  static let messageMax = 64 * 1024
  static let sizeMax = Chunk.sizeMax + 1024
  static let partsMax = 8

  enum Kind: UInt8 {
    case request = 0x51, reply = 0x52, chunk = 0x43, end = 0x45, abort = 0x41, grant = 0x47, stop = 0x53, cancel = 0x58
  }

  static func message(_ kind: Kind, _ envelope: [UInt8], _ payload: [UInt8]) -> [[UInt8]] {
    [[kind.rawValue, version], envelope, payload]
  }

  static func stream(_ kind: Kind, _ stream: Envelope.ID, _ more: [[UInt8]] = []) -> [[UInt8]] {
    [header(kind, stream)] + more
  }

  static func grant(_ count: Int, _ stream: Envelope.ID) -> [[UInt8]] {
    [header(.grant, stream) + withUnsafeBytes(of: UInt32(count).bigEndian, Array.init)]
  }

  /// A part that names its kind and stream, `nil` if malformed.
  static func parse(_ header: [UInt8]) -> (kind: Kind, stream: Envelope.ID?, count: Int)? {
    guard header.count >= 2, let kind = Kind(rawValue: header[0]), header[1] == version else { return nil }
    switch kind {
    case .request, .reply: return header.count == 2 ? (kind, nil, 0) : nil
    case .chunk, .end, .abort, .stop, .cancel:
      return header.count == 18 ? (kind, Envelope.ID(bytes: Array(header[2...])), 0) : nil
    case .grant:
      guard header.count == 22 else { return nil }
      let count = header[18...].reduce(0) { $0 << 8 | Int($1) }
      return (kind, Envelope.ID(bytes: Array(header[2..<18])), count)
    }
  }

  private static func header(_ kind: Kind, _ stream: Envelope.ID) -> [UInt8] {
    guard let id = Hex.decode(stream.text) else { preconditionFailure("an identifier is hexadecimal") }
    return [kind.rawValue, version] + id
  }
}
