import Shared

/// The tables by which a JPEG's picture is decoded. They stay byte by byte, so they are walked through first: nothing
/// else can travel in them.
enum JPEGTables {
  static func checkQuantisation(_ segment: ByteReader) throws(Refusal) {
    var reader = segment
    while !reader.isAtEnd {
      let head = try reader.byte()
      guard head >> 4 <= 1, head & 15 <= 3 else { throw .malformed("a quantisation table") }
      _ = try reader.range(head >> 4 == 0 ? 64 : 128)
    }
  }

  static func checkHuffman(_ segment: ByteReader) throws(Refusal) {
    var reader = segment
    while !reader.isAtEnd {
      let head = try reader.byte()
      let counts = reader.bytes[try reader.range(16)]
      let total = counts.reduce(0) { $0 + Int($1) }
      guard head >> 4 <= 1, head & 15 <= 3, total <= 256 else { throw .malformed("a Huffman table") }
      _ = try reader.range(total)
    }
  }

  static func checkRestartInterval(_ segment: ByteReader) throws(Refusal) {
    guard segment.remaining == 2 else { throw .malformed("its restart interval") }
  }
}
