/// What goes over the wire. Each message has a header part and up to two more:
///
/// | header | parts | from | meaning |
/// |---|---|---|---|
/// | `Q` version | envelope, payload | client | a request |
/// | `R` version | reply envelope, payload | server | its answer |
/// | `X` version, stream | – | client | nobody waits for the answer to `stream` any more |
/// | `C` version, stream, number | bytes | writer | chunk `number`, from 0 on, of the attachment of message `stream` |
/// | `E` version, stream, number | checksum | writer | it is complete with `number` chunks |
/// | `A` version, stream | – | writer | it cannot be completed |
/// | `P` version, stream | – | writer | may it really not be sent on? |
/// | `G` version, stream, number | – | reader | the chunks before `number` may be sent |
/// | `S` version, stream | – | reader | send no more of it |
///
/// `version` is one byte, `stream` the 16 bytes of the request's id (an attachment of the answer has the same),
/// `number` four bytes, big-endian. Numbers count from the attachment's start, so that a frame that comes twice does no
/// harm, and one that is lost is noticed. Anything else is malformed: counted, logged without content, dropped.
struct Frame: Equatable {
  static let version: UInt8 = 3
  static let sizeMax = Chunk.sizeMax + 1024
  static let partsMax = 8

  enum Kind: UInt8 {
    case request = 0x51, reply = 0x52, cancel = 0x58
    case chunk = 0x43, end = 0x45, abort = 0x41, probe = 0x50
    case grant = 0x47, stop = 0x53

    /// Whether the header names a stream, and how many of its chunks.
    fileprivate var shape: (stream: Bool, number: Bool) {
      switch self {
      case .request, .reply: (false, false)
      case .cancel, .abort, .probe, .stop: (true, false)
      case .chunk, .end, .grant: (true, true)
      }
    }

    /// How many parts a message of this kind has.
    var parts: Int {
      switch self {
      case .request, .reply: 3
      case .chunk, .end: 2
      case .cancel, .abort, .probe, .grant, .stop: 1
      }
    }
  }

  let kind: Kind
  var stream: Envelope.ID?
  var number: UInt32 = 0

  init(_ kind: Kind, _ stream: Envelope.ID? = nil, number: UInt32 = 0) {
    self.kind = kind
    self.stream = stream
    self.number = number
  }

  /// `nil` if malformed.
  init?(_ header: UnsafeRawBufferPointer) {
    guard header.count >= 2, let kind = Kind(rawValue: header[0]), header[1] == Self.version else { return nil }
    let shape = kind.shape
    guard header.count == 2 + (shape.stream ? 16 : 0) + (shape.number ? 4 : 0) else { return nil }
    self.kind = kind
    if shape.stream { stream = Envelope.ID(bytes: UnsafeRawBufferPointer(rebasing: header[2..<18])) }
    if shape.number { number = header[18..<22].reduce(0) { $0 << 8 | UInt32($1) } }
  }

  /// As it is sent.
  var header: [UInt8] {
    var bytes = [kind.rawValue, Self.version]
    if let stream { bytes += stream.bytes }
    if kind.shape.number { bytes += Self.bytes(number) }
    return bytes
  }

  static func bytes(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
}
