/// The name of one thing of one kind: 128 random bits, written as 32 lower-case hexadecimal digits.
///
/// Length and alphabet are checked wherever one enters the process, so that no identifier can be empty, a path or a
/// pattern by the time something is erased by it.
public struct Identifier<Of>: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  private let bits: Bits

  public init?(_ text: String) {
    guard let bits = Bits(text) else { return nil }
    self.bits = bits
  }

  /// Sixteen bytes; anything else is a fault of ours.
  public init(bytes: [UInt8]) { bits = bytes.withUnsafeBytes(Bits.init) }

  /// The same.
  init(bytes: UnsafeRawBufferPointer) { bits = Bits(bytes) }

  /// The same identifier seen as the name of another kind of thing: a photo's id as its copy's, say.
  public init<Other>(_ other: Identifier<Other>) { bits = other.bits }

  public var bytes: [UInt8] { bits.bytes }
  public var text: String { bits.text }

  public var description: String { text }
  public static func < (a: Self, b: Self) -> Bool { a.bits < b.bits }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let identifier = Self(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an identifier of 32 hex digits")
    }
    self = identifier
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// What every kind of identifier is made of.
private struct Bits: Hashable, Comparable {
  let high: UInt64
  let low: UInt64

  init(_ bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count == 16, "an identifier has 16 bytes")
    high = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
    low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
  }

  init?(_ text: String) {
    var text = text
    var halves: (high: UInt64, low: UInt64) = (0, 0)
    let isValid = text.withUTF8 { digits in
      guard digits.count == 32 else { return false }
      for digit in digits {
        guard let value = Hex.value(digit) else { return false }
        halves = (halves.high << 4 | halves.low >> 60, halves.low << 4 | value)
      }
      return true
    }
    guard isValid else { return nil }
    (high, low) = halves
  }

  var bytes: [UInt8] { withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) } }

  var text: String { withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Hex.encode($0) } }

  static func < (a: Bits, b: Bits) -> Bool { (a.high, a.low) < (b.high, b.low) }
}

/// Lower-case hexadecimal text.
public enum Hex {
  public static func isLowerCaseDigit(_ byte: UInt8) -> Bool { value(byte) != nil }

  public static func encode(_ bytes: some Sequence<UInt8>) -> String { Array(bytes).withUnsafeBytes { encode($0) } }

  static func encode(_ bytes: UnsafeRawBufferPointer) -> String {
    String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
      for index in bytes.indices {
        text[2 * index] = digit(bytes[index] >> 4)
        text[2 * index + 1] = digit(bytes[index] & 15)
      }
      return 2 * bytes.count
    }
  }

  /// `nil` unless the text is an even number of lower-case digits.
  public static func decode(_ text: String) -> [UInt8]? {
    var text = text
    return text.withUTF8 { digits in
      guard digits.count.isMultiple(of: 2) else { return nil }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(digits.count / 2)
      for index in stride(from: 0, to: digits.count, by: 2) {
        guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
        bytes.append(UInt8(high << 4 | low))
      }
      return bytes
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : value + 87 }

  /// `nil` unless it is a lower-case digit.
  fileprivate static func value(_ digit: UInt8) -> UInt64? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(digit - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(digit - UInt8(ascii: "a") + 10)
    default: nil
    }
  }
}
