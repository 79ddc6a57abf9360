/// The check sum of PNG chunks (ISO 3309), eight bytes at a time.
struct CRC32 {
  private var state: UInt32 = .max

  var value: UInt32 { ~state }

  mutating func add(_ bytes: ArraySlice<UInt8>) {
    var index = bytes.startIndex
    while bytes.endIndex - index >= 8 {
      let low = state ^ Self.littleEndian(bytes, index)
      let high = Self.littleEndian(bytes, index + 4)
      state = 0
      for step in 0..<4 {
        state ^= Self.tables[(7 - step) << 8 | Int(low >> (8 * step) & 0xFF)]
        state ^= Self.tables[(3 - step) << 8 | Int(high >> (8 * step) & 0xFF)]
      }
      index += 8
    }
    for byte in bytes[index...] { state = state >> 8 ^ Self.tables[Int((state ^ UInt32(byte)) & 0xFF)] }
  }

  private static func littleEndian(_ bytes: ArraySlice<UInt8>, _ index: Int) -> UInt32 {
    let low = UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8
    let high = UInt32(bytes[index + 2]) | UInt32(bytes[index + 3]) << 8
    return high << 16 | low
  }

  /// Eight tables in a row: table n tells what a byte does that is followed by n others.
  private static let tables: [UInt32] = {
    var tables = (UInt32(0)..<256).map(divided)
    for index in 256..<2_048 {
      let before = tables[index - 256]
      tables.append(before >> 8 ^ tables[Int(before & 0xFF)])
    }
    return tables
  }()

  private static func divided(_ byte: UInt32) -> UInt32 {
    var sum = byte
    for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    return sum
  }
}
