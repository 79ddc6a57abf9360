/// What a JPEG marker begins, as far as it matters here.
enum JPEGMarker: Equatable {
  /// Application data 0...15: JFIF, Exif, XMP, colour profile, and what any maker wishes to add.
  case application(Int)
  case frame(isProgressive: Bool)
  /// A way of coding that browsers, and most software, cannot decode.
  case foreignCoding
  case quantisationTables
  case huffmanTables
  case restartInterval
  case scan
  case end
  /// A comment, or one without a meaning in a Huffman-coded JPEG.
  case comment
  /// One that has no business where a segment begins.
  case misplaced

  init(_ code: UInt8) {
    switch code {
    case 0xE0...0xEF: self = .application(Int(code - 0xE0))
    case 0xC0, 0xC1: self = .frame(isProgressive: false)
    case 0xC2: self = .frame(isProgressive: true)
    case 0xC3, 0xC5...0xC7, 0xC8...0xCB, 0xCD...0xCF, 0xDC, 0xDE, 0xDF: self = .foreignCoding
    case 0xDB: self = .quantisationTables
    case 0xC4: self = .huffmanTables
    case 0xDD: self = .restartInterval
    case 0xDA: self = .scan
    case 0xD9: self = .end
    case 0xFE, 0xCC, 0xF0...0xFD: self = .comment
    case _: self = .misplaced
    }
  }
}
