import Shared

/// A part of a HEIC file. Boxes have a length and a name, and hold data or further boxes.
struct HEICBox {
  let name: FourLetters
  let content: ByteReader

  /// Phones write a dozen side by side; properties of a picture in many tiles are a few dozen.
  static let siblingsMax = 4_096

  init(_ reader: inout ByteReader) throws(Refusal) {
    var length = try reader.number(4)
    name = try reader.name()
    var headLength = 8
    if length == 1 {
      guard try reader.number(4) == 0 else { throw .truncated }
      length = try reader.number(4)
      headLength = 16
    }
    guard length >= headLength || length == 0 else { throw .malformed("a length in it is wrong") }
    content = try reader.part(length == 0 ? reader.remaining : length - headLength)
  }

  static func all(in content: ByteReader) throws(Refusal) -> [HEICBox] {
    var reader = content
    var boxes: [HEICBox] = []
    while !reader.isAtEnd {
      boxes.append(try HEICBox(&reader))
      guard boxes.count <= siblingsMax else { throw .malformed("it has too many parts") }
    }
    return boxes
  }

  static func make(_ name: FourLetters, _ content: [UInt8]) -> [UInt8] {
    UInt32(content.count + 8).bigEndianBytes + name.bytes + content
  }

  /// With a version and three bytes of flags in front.
  static func make(_ name: FourLetters, version: UInt8, flags: UInt8 = 0, _ content: [UInt8]) -> [UInt8] {
    make(name, [version, 0, 0, flags] + content)
  }
}

extension ByteReader {
  /// The version in front of many boxes; the flags behind it.
  mutating func versionAndFlags() throws(Refusal) -> (version: Int, flags: Int) {
    (try number(1), try number(3))
  }
}
