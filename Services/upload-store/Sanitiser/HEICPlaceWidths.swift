import Shared

/// How many bytes the numbers in the table of places have.
struct HEICPlaceWidths {
  let offset: Int
  let length: Int
  let base: Int
  let index: Int

  func extent(_ reader: inout ByteReader, from base: Int) throws(Refusal) -> (offset: Int, length: Int) {
    _ = try reader.wideNumber(index)
    return (base + (try reader.wideNumber(offset)), try reader.wideNumber(length))
  }
}

extension ByteReader {
  /// A number of none, four or eight bytes. Those of eight need four in files of this size.
  mutating func wideNumber(_ count: Int) throws(Refusal) -> Int {
    let high = count == 8 ? try number(4) : 0
    guard [0, 4, 8].contains(count), high == 0 else { throw .malformed("its table of places") }
    return try number(min(count, 4))
  }
}
