import Shared

/// Walks through a JPEG's segments, notes which parts of the file are the picture, and puts these together again behind
/// a header made anew. Application data, comments and whatever follows the end of the picture (a second picture, a
/// film, anything) are left behind.
struct JPEGSanitiser {
  private var reader: ByteReader
  private var header = JPEGHeader()
  private var frame: JPEGFrame?
  private var scans = 0
  /// Where the picture's parts are in the file.
  private var kept: [Range<Int>] = []

  /// Extended XMP needs hundreds of segments; a file with thousands is made to cost time.
  static let segmentsMax = 4_096
  /// A progressive JPEG has about ten. Each makes a decoder go through the whole picture.
  static let scansMax = 100

  static func sanitise(_ bytes: [UInt8]) throws(Refusal) -> SanitisedPhoto {
    var sanitiser = Self(reader: ByteReader(bytes))
    _ = try sanitiser.reader.range(2)
    for _ in 0..<segmentsMax {
      if let size = try sanitiser.segment() {
        return SanitisedPhoto(
          file: sanitiser.assembled(), contentType: ImageKind.jpeg.rawValue, width: size.width, height: size.height)
      }
    }
    throw .malformed("it has too many segments")
  }

  private init(reader: ByteReader) { self.reader = reader }

  /// - Returns: the size of the picture when it has come to its end.
  private mutating func segment() throws(Refusal) -> PictureSize? {
    let (start, marker) = try marker()
    switch marker {
    case .application(let number): try note(try payload(), application: number)
    case .comment: _ = try payload()
    case .frame(let isProgressive): try begin(try payload(), isProgressive)
    case .quantisationTables: try JPEGTables.checkQuantisation(try payload())
    case .huffmanTables: try JPEGTables.checkHuffman(try payload())
    case .restartInterval: try JPEGTables.checkRestartInterval(try payload())
    case .scan: try scan(try payload())
    case .end: return try end(at: start)
    case .misplaced: throw .malformed("a marker is out of place")
    case .foreignCoding: throw .unsupported("A JPEG with this rare kind of coding is not taken")
    }
    if marker.isOfThePicture { keep(start..<reader.position) }
    return nil
  }

  /// Decoders step over bytes between segments that are no marker; they are left behind.
  private mutating func marker() throws(Refusal) -> (start: Int, JPEGMarker) {
    while true {
      try reader.skip(to: 0xFF)
      let start = reader.position
      _ = try reader.byte()
      guard let code = reader.next, code != 0xFF, code != 0 else {
        if reader.isAtEnd { throw .truncated }
        continue
      }
      return (start, JPEGMarker(try reader.byte()))
    }
  }

  private mutating func payload() throws(Refusal) -> ByteReader {
    let length = try reader.number(2)
    guard length >= 2 else { throw .malformed("a length in it is wrong") }
    return try reader.part(length - 2)
  }

  /// Decoders know how to show a picture before its first scan, so what is said later has no meaning.
  private mutating func note(_ part: ByteReader, application number: Int) throws(Refusal) {
    if scans == 0 { try header.note(part, application: number) }
  }

  private mutating func begin(_ part: ByteReader, _ isProgressive: Bool) throws(Refusal) {
    guard frame == nil else { throw .malformed("it has two frames") }
    frame = try JPEGFrame(part, isProgressive: isProgressive)
  }

  /// The head of a scan is followed by the coded picture, which ends at the first marker that is not part of it:
  /// within, 0xFF is followed by zero, or begins one of eight restart markers.
  private mutating func scan(_ part: ByteReader) throws(Refusal) {
    guard frame != nil else { throw .malformed("its picture comes before its size") }
    scans += 1
    guard scans <= Self.scansMax else { throw .malformed("it has too many scans") }
    try frame?.scan(part)
    let start = reader.position
    while true {
      try reader.skip(to: 0xFF)
      guard let code = reader.afterNext else { throw .truncated }
      guard code == 0 || (0xD0...0xD7).contains(code) || code == 0xFF else { break }
      _ = try reader.range(code == 0xFF ? 1 : 2)
    }
    guard reader.position > start else { throw .malformed("a scan is empty") }
  }

  private mutating func end(at start: Int) throws(Refusal) -> PictureSize {
    guard let frame else { throw .malformed("it has no picture") }
    guard frame.isComplete else { throw .truncated }
    keep(start..<reader.position)
    return frame.size
  }

  /// Neighbours become one part: most photos are of one or two.
  private mutating func keep(_ range: Range<Int>) {
    if let last = kept.last, last.upperBound == range.lowerBound {
      kept[kept.count - 1] = last.lowerBound..<range.upperBound
    } else {
      kept.append(range)
    }
  }

  private func assembled() -> JoinedBytes {
    var output = JoinedBytes([0xFF, 0xD8] + header.segments)
    for range in kept { output.append(reader.bytes[range]) }
    return output
  }
}

extension JPEGMarker {
  fileprivate var isOfThePicture: Bool {
    switch self {
    case .frame, .quantisationTables, .huffmanTables, .restartInterval, .scan, .end: true
    case .application, .comment, .foreignCoding, .misplaced: false
    }
  }
}
