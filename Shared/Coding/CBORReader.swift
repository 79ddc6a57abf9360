import Foundation

/// Reads CBOR items one after another. Nothing that the bytes claim is believed before it is there.
struct CBORReader {
  let bytes: UnsafeRawBufferPointer
  var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// An item's first byte, taken apart.
  struct Head {
    let major: CBOR.Major
    /// The lower five bits.
    let information: UInt8
    /// A number's value, or how many bytes, items or entries follow; meaningless where the length is indefinite.
    let argument: UInt64

    var isIndefinite: Bool { information == 31 }
  }

  @inline(__always) func peek() throws -> UInt8 {
    guard position < bytes.count else { throw CBOR.Malformed.truncated }
    return bytes[position]
  }

  mutating func head() throws -> Head {
    let start = position
    let first = try peek()
    position += 1
    let information = first & 31
    // All eight values of three bits have a name.
    let major = unsafeBitCast(first >> 5, to: CBOR.Major.self)
    let argument: UInt64
    switch information {
    case 0..<24, 31: argument = UInt64(information)
    case 24: argument = UInt64(try number(UInt8.self))
    case 25: argument = UInt64(try number(UInt16.self))
    case 26: argument = UInt64(try number(UInt32.self))
    case 27: argument = try number(UInt64.self)
    default: throw CBOR.Malformed.unexpected(at: start)
    }
    return Head(major: major, information: information, argument: argument)
  }

  /// A number of this size, the most significant byte first.
  @inline(__always) private mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
    guard bytes.count - position >= MemoryLayout<Number>.size else { throw CBOR.Malformed.truncated }
    defer { position += MemoryLayout<Number>.size }
    return Number(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: Number.self))
  }

  /// The bytes of a text.
  mutating func text() throws -> UnsafeRawBufferPointer {
    let start = position
    let head = try head()
    guard head.major == .text, !head.isIndefinite else { throw CBOR.Malformed.unexpected(at: start) }
    guard head.argument <= UInt64(bytes.count - position) else { throw CBOR.Malformed.truncated }
    let end = position + Int(head.argument)
    defer { position = end }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<end])
  }

  /// Whether the text that is next is this one; it is taken in any case.
  mutating func isText(_ expected: String) throws -> Bool {
    let text = try text()
    var expected = expected
    return expected.withUTF8 { utf8 in
      guard utf8.count == text.count, let ours = utf8.baseAddress, let theirs = text.baseAddress else { return false }
      return memcmp(ours, theirs, utf8.count) == 0
    }
  }

  mutating func string() throws -> String {
    let start = position
    let text = try text().assumingMemoryBound(to: UInt8.self)
    // Most text is ASCII, for which the quick way cannot repair anything unseen.
    if text.allSatisfy({ $0 < 0x80 }) { return String(decoding: text, as: UTF8.self) }
    guard let string = String(validating: text, as: UTF8.self) else { throw CBOR.Malformed.notUTF8(at: start) }
    return string
  }

  mutating func integer<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) throws -> Number {
    let start = position
    let head = try head()
    let number: Number?
    switch head.major {
    case .unsigned where !head.isIndefinite: number = Number(exactly: head.argument)
    case .negative where !head.isIndefinite:
      number = Int64(exactly: head.argument).flatMap { Number(exactly: ~$0) }
    case .unsigned, .negative, .bytes, .text, .array, .map, .tag, .simple:
      throw CBOR.Malformed.unexpected(at: start)
    }
    guard let number else { throw CBOR.Malformed.outOfRange(at: start) }
    return number
  }

  /// What is beyond the moments that can be written for people is none.
  mutating func moment() throws -> Moment {
    let start = position
    let milliseconds: Int64 = try integer()
    guard Moment.written.contains(milliseconds) else { throw CBOR.Malformed.outOfRange(at: start) }
    return Moment(milliseconds: milliseconds)
  }

  mutating func double() throws -> Double {
    let start = position
    guard try peek() == CBOR.double else { throw CBOR.Malformed.unexpected(at: start) }
    return Double(bitPattern: try head().argument)
  }

  mutating func flag() throws -> Bool {
    let byte = try peek()
    guard byte == CBOR.true || byte == CBOR.false else { throw CBOR.Malformed.unexpected(at: position) }
    position += 1
    return byte == CBOR.true
  }

  /// Whether there is a null; it is taken if so.
  mutating func null() throws -> Bool {
    guard try peek() == CBOR.null else { return false }
    position += 1
    return true
  }

  /// Goes past an item, whatever it is.
  mutating func skip(depth: Int = 0) throws {
    let start = position
    let head = try head()
    switch head.major {
    case .unsigned, .negative: guard !head.isIndefinite else { throw CBOR.Malformed.unexpected(at: start) }
    case .bytes, .text:
      guard !head.isIndefinite else { throw CBOR.Malformed.unexpected(at: start) }
      guard head.argument <= UInt64(bytes.count - position) else { throw CBOR.Malformed.truncated }
      position += Int(head.argument)
    case .array: try skip(CBORItems(head, each: 1), depth: depth)
    case .map: try skip(CBORItems(head, each: 2), depth: depth)
    case .tag:
      guard !head.isIndefinite else { throw CBOR.Malformed.unexpected(at: start) }
      guard depth < CBOR.containersMax else { throw CBOR.Malformed.tooDeep }
      try skip(depth: depth + 1)
    case .simple:
      guard !head.isIndefinite, head.information != 24 || head.argument >= 32 else {
        throw CBOR.Malformed.unexpected(at: start)
      }
    }
  }

  /// Goes past the items that are left of an array or a map, and past its end.
  private mutating func skip(_ items: CBORItems, depth: Int) throws {
    guard depth < CBOR.containersMax else { throw CBOR.Malformed.tooDeep }
    var items = items
    while try items.isNext(self) {
      items.took()
      for _ in 0..<items.each { try skip(depth: depth + 1) }
    }
    items.end(&self)
  }
}

/// How many items of an array, or entries of a map, are still to come.
struct CBORItems {
  /// `nil` where only the end will tell.
  private var left: UInt64?
  /// How many items an entry has.
  let each: Int

  init(_ head: CBORReader.Head, each: Int) {
    left = head.isIndefinite ? nil : head.argument
    self.each = each
  }

  func isNext(_ reader: CBORReader) throws -> Bool {
    if let left { return left > 0 }
    return try reader.peek() != CBOR.end
  }

  /// Whether it is known already that none is left.
  var isExhausted: Bool { left == 0 }

  mutating func took() { left = left.map { $0 - 1 } }

  /// Goes past the end, once nothing is next.
  func end(_ reader: inout CBORReader) {
    if left == nil { reader.position += 1 }
  }
}
