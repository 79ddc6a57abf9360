/// The name of a part of a file: a PNG chunk, an ICC tag or a HEIC box.
struct FourLetters: Hashable, ExpressibleByStringLiteral {
  let value: UInt32

  init(_ value: UInt32) { self.value = value }

  /// Literals of our own only, so their length is an invariant.
  init(stringLiteral text: StaticString) {
    precondition(text.utf8CodeUnitCount == 4, "a part's name has four letters")
    value = text.description.utf8.reduce(0) { $0 << 8 | UInt32($1) }
  }

  var bytes: [UInt8] { value.bigEndianBytes }

  var isLettersOnly: Bool {
    bytes.allSatisfy { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
  }
}

extension FixedWidthInteger {
  var bigEndianBytes: [UInt8] {
    (0..<Self.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: self >> Self($0 * 8)) }
  }
}
