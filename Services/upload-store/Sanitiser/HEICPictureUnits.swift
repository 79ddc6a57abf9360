import Shared

/// The coded picture in a HEIC file is a row of units: parts of the picture, parameters, and messages that decoders
/// need not read and anybody may write.
enum HEICPictureUnits {
  /// Of all pictures in a file. A tile is made of one or two; a file with thousands is made to fill the memory.
  static let countMax = 16_384

  /// - Parameter count: of all units in the file, so far.
  /// - Returns: the picture's data without such messages.
  static func cleaned(
    _ data: ByteReader, lengthWidth: Int, count: inout Int
  ) throws(Refusal) -> [ArraySlice<UInt8>] {
    var reader = data
    var kept: [Range<Int>] = []
    while !reader.isAtEnd {
      count += 1
      guard count <= countMax else { throw .malformed("its picture is in too many pieces") }
      let start = reader.position
      let unit = try reader.part(try reader.number(lengthWidth))
      guard let head = unit.next else { throw .malformed("a unit of its picture is empty") }
      guard isOfThePicture(head >> 1 & 0x3F) else { continue }
      if let last = kept.last, last.upperBound == start {
        kept[kept.count - 1] = last.lowerBound..<reader.position
      } else {
        kept.append(start..<reader.position)
      }
    }
    guard !kept.isEmpty else { throw .malformed("it has no picture") }
    return kept.map { reader.bytes[$0] }
  }

  /// 0...31 are slices of the picture, 32...34 its parameters.
  private static func isOfThePicture(_ kind: UInt8) -> Bool { kind <= 34 }
}
