/// The name of one thing of one kind: 128 random bits, written as 32 lower-case hexadecimal digits.
///
/// Length and alphabet are checked wherever one enters the process, so that no identifier can be empty, a path or a
/// pattern by the time something is erased by it.
public struct Identifier<Of>: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  private let high: UInt64
  private let low: UInt64

  public init?(_ text: String) {
    guard text.utf8.count == 32, let bytes = Hex.decode(text) else { return nil }
    self.init(bytes: bytes)
  }

  /// Sixteen bytes; anything else is a fault of ours.
  public init(bytes: some Collection<UInt8>) {
    precondition(bytes.count == 16, "an identifier has 16 bytes")
    high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    low = bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  public var bytes: [UInt8] {
    withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
  }

  public var text: String { withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Hex.encode($0) } }

  public var description: String { text }
  public static func < (a: Self, b: Self) -> Bool { (a.high, a.low) < (b.high, b.low) }

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

/// Lower-case hexadecimal text.
public enum Hex {
  public static func isLowerCaseDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  public static func encode(_ bytes: some Sequence<UInt8>) -> String {
    let bytes = Array(bytes)
    return String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
      for (index, byte) in bytes.enumerated() {
        text[2 * index] = digit(byte >> 4)
        text[2 * index + 1] = digit(byte & 15)
      }
      return 2 * bytes.count
    }
  }

  /// `nil` unless the text is an even number of lower-case digits.
  public static func decode(_ text: String) -> [UInt8]? {
    var text = text
    return text.withUTF8 { digits in
      guard digits.count.isMultiple(of: 2), digits.allSatisfy(isLowerCaseDigit) else { return nil }
      return stride(from: 0, to: digits.count, by: 2).map { value(digits[$0]) << 4 | value(digits[$0 + 1]) }
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : value + 87 }

  private static func value(_ digit: UInt8) -> UInt8 {
    digit < UInt8(ascii: "a") ? digit - UInt8(ascii: "0") : digit - UInt8(ascii: "a") + 10
  }
}
