/// Appends CBOR items to one buffer.
struct CBORWriter {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  var count: Int { bytes.count }

  mutating func write(byte: UInt8) { bytes.append(byte) }

  mutating func write(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      head(.text, UInt64(utf8.count))
      bytes.append(contentsOf: utf8)
    }
  }

  mutating func write(_ number: Int64) {
    if number < 0 { head(.negative, UInt64(bitPattern: ~number)) } else { head(.unsigned, UInt64(number)) }
  }

  mutating func write(_ number: UInt64) { head(.unsigned, number) }

  mutating func write(_ number: Double) {
    bytes.append(CBOR.double)
    append(number.bitPattern, count: 8)
  }

  mutating func writeNull() { bytes.append(CBOR.null) }

  /// Announces an array of so many items.
  mutating func beginArray(_ count: UInt64) { head(.array, count) }

  mutating func write(_ flag: Bool) { bytes.append(flag ? CBOR.true : CBOR.false) }

  /// An item's type and its argument, in the shortest form (section 3).
  private mutating func head(_ major: CBOR.Major, _ argument: UInt64) {
    let type = major.rawValue << 5
    switch argument {
    case 0..<24: bytes.append(type | UInt8(argument))
    case 24...0xff:
      bytes.append(type | 24)
      bytes.append(UInt8(argument))
    case 0x100...0xffff:
      bytes.append(type | 25)
      append(argument, count: 2)
    case 0x1_0000...0xffff_ffff:
      bytes.append(type | 26)
      append(argument, count: 4)
    default:
      bytes.append(type | 27)
      append(argument, count: 8)
    }
  }

  /// The lowest `count` bytes of a number, the most significant first.
  private mutating func append(_ number: UInt64, count: Int) {
    for shift in stride(from: 8 * (count - 1), through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
    }
  }
}
