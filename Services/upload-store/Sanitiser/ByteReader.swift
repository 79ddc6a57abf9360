import Foundation
import Shared

/// The only way in which the sanitiser looks at a file: forwards, and never past an end. Files come from anywhere, so
/// no length in them is believed before it was compared with what is there.
struct ByteReader {
  let bytes: [UInt8]
  private(set) var position: Int
  let end: Int
  /// What it means when the end comes too early: at the end of the file it was cut off, inside a part a length lies.
  private let shortfall: Refusal

  init(_ bytes: [UInt8]) {
    self.init(bytes, at: 0..<bytes.count, shortfall: .truncated)
  }

  private init(_ bytes: [UInt8], at range: Range<Int>, shortfall: Refusal) {
    self.bytes = bytes
    self.position = range.lowerBound
    self.end = range.upperBound
    self.shortfall = shortfall
  }

  var remaining: Int { end - position }
  var isAtEnd: Bool { position == end }
  /// What was not read yet.
  var rest: Range<Int> { position..<end }

  /// The next byte, and the one after it, without stepping over them.
  var next: UInt8? { remaining > 0 ? bytes[position] : nil }
  var afterNext: UInt8? { remaining > 1 ? bytes[position + 1] : nil }

  /// Steps over `count` bytes and says where they are.
  mutating func range(_ count: Int) throws(Refusal) -> Range<Int> {
    guard count >= 0, count <= remaining else { throw shortfall }
    defer { position += count }
    return position..<position + count
  }

  /// Steps over `count` bytes and reads them on their own.
  mutating func part(_ count: Int) throws(Refusal) -> ByteReader {
    ByteReader(bytes, at: try range(count), shortfall: .malformed("a length in it is wrong"))
  }

  mutating func byte() throws(Refusal) -> UInt8 {
    bytes[try range(1).lowerBound]
  }

  /// A big-endian number of up to seven bytes (more could not be held by `Int`).
  mutating func number(_ count: Int) throws(Refusal) -> Int {
    bytes[try range(count)].reduce(0) { $0 << 8 | Int($1) }
  }

  mutating func littleEndianNumber(_ count: Int) throws(Refusal) -> Int {
    bytes[try range(count)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// Four letters, as PNG, ICC and HEIC name their parts.
  mutating func name() throws(Refusal) -> FourLetters {
    FourLetters(UInt32(try number(4)))
  }

  /// Steps over `prefix` if the next bytes are these.
  mutating func take(_ prefix: [UInt8]) -> Bool {
    guard bytes[rest].starts(with: prefix) else { return false }
    position += prefix.count
    return true
  }

  /// Steps to the next byte of this value.
  mutating func skip(to value: UInt8) throws(Refusal) {
    position = try index(of: value)
  }

  /// libc's search looks at many bytes at a time: photos are megabytes of bytes that do not matter here.
  private func index(of value: UInt8) throws(Refusal) -> Int {
    let distance = bytes[rest].withUnsafeBytes { rest in
      rest.baseAddress.flatMap { start in
        memchr(start, Int32(value), rest.count).map { start.distance(to: UnsafeRawPointer($0)) }
      }
    }
    guard let distance else { throw shortfall }
    return position + distance
  }
}
