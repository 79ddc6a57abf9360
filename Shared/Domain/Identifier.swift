/// The name of one thing of one kind: 128 random bits, written as 32 lower-case hexadecimal digits.
///
/// Length and alphabet are checked wherever one enters the process, so that no identifier can be empty, a path or a
/// pattern by the time something is erased by it.
public struct Identifier<Of>: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  public let text: String

  public init?(_ text: String) {
    guard text.utf8.count == 32, text.utf8.allSatisfy(Hex.isLowerCaseDigit) else { return nil }
    self.text = text
  }

  /// Sixteen bytes; anything else is a fault of ours.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == 16, "an identifier has 16 bytes")
    text = Hex.encode(bytes)
  }

  public var description: String { text }
  public static func < (a: Self, b: Self) -> Bool { a.text < b.text }

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
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// `nil` unless the text is an even number of lower-case digits.
  public static func decode(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2), digits.allSatisfy(isLowerCaseDigit) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { value(digits[$0]) << 4 | value(digits[$0 + 1]) }
  }

  private static func value(_ digit: UInt8) -> UInt8 {
    digit < UInt8(ascii: "a") ? digit - UInt8(ascii: "0") : digit - UInt8(ascii: "a") + 10
  }
}
