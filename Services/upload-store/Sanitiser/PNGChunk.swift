import Shared

/// A part of a PNG: its name, and its data, whose check sum was right.
struct PNGChunk {
  let name: FourLetters
  let data: ByteReader
  /// The chunk as it stands in the file, with length, name and check sum.
  let whole: Range<Int>

  init(_ reader: inout ByteReader) throws(Refusal) {
    let start = reader.position
    let length = try reader.number(4)
    let named = reader.position
    name = try reader.name()
    guard length <= Int(Int32.max), name.isLettersOnly else { throw .malformed("a chunk of it") }
    var file = reader
    _ = try file.range(length)
    var sum = CRC32()
    sum.add(reader.bytes[named..<file.position])
    guard try file.number(4) == Int(sum.value) else { throw .malformed("a check sum in it is wrong") }
    data = try reader.part(length)
    _ = try reader.range(4)
    whole = start..<reader.position
  }

  /// A decoder that does not know a chunk with a capital first letter must not show the picture.
  var isCritical: Bool { name.value & 0x2000_0000 == 0 }

  static func make(_ name: FourLetters, _ data: [UInt8]) -> [UInt8] {
    let checked = name.bytes + data
    var sum = CRC32()
    sum.add(checked[...])
    return UInt32(data.count).bigEndianBytes + checked + sum.value.bigEndianBytes
  }
}
