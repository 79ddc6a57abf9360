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
    append(number.bitPattern)
  }

  mutating func writeNull() { bytes.append(CBOR.null) }

  /// Announces an array of so many items.
  mutating func beginArray(_ count: UInt64) { head(.array, count) }

  /// Begins an array or a map of which only its end will tell how long it is.
  ///
  /// - Returns: where its head is.
  mutating func beginContainer(_ major: CBOR.Major) -> Int {
    bytes.append(major.rawValue << 5)
    return bytes.count - 1
  }

  /// Writes the length into the head. Few are so long that it takes more than the byte that is there.
  mutating func endContainer(_ position: Int, count: UInt64) {
    guard count >= 24 else { return bytes[position] |= UInt8(count) }
    var head = CBORWriter(capacity: 9)
    head.head(CBOR.Major(rawValue: bytes[position] >> 5) ?? .array, count)
    bytes.replaceSubrange(position...position, with: head.bytes)
  }

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
      append(UInt16(argument))
    case 0x1_0000...0xffff_ffff:
      bytes.append(type | 26)
      append(UInt32(argument))
    default:
      bytes.append(type | 27)
      append(argument)
    }
  }

  /// A number's bytes, the most significant first.
  @inline(__always) private mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }
}
