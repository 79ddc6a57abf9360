/// Damages bytes in ways in which bytes are damaged, and in ways in which attackers would.
package enum Mutation {
  /// - Parameters:
  ///   - other: parts of this may get into it.
  ///   - most: times that it is damaged, at most.
  package static func of(
    _ bytes: [UInt8], with other: [UInt8] = [], most: Int = 4, _ generator: inout Seeded
  ) -> [UInt8] {
    var bytes = bytes
    for _ in 0...generator.below(most) where !bytes.isEmpty {
      let index = generator.below(bytes.count)
      let range = index..<min(index + 1 + generator.below(12), bytes.count)
      switch generator.below(other.isEmpty ? 7 : 8) {
      case 0: bytes[index] ^= 1 << UInt8(generator.below(8))
      // A length as well, if it stands where one is.
      case 1: bytes[index] = [0, 1, 0x7F, 0x80, 0xFE, 0xFF][generator.below(6)]
      case 2: bytes.removeLast(bytes.count - index)
      case 3: bytes.removeSubrange(range)
      case 4: bytes.insert(contentsOf: bytes[range], at: generator.below(bytes.count))
      case 5: bytes.replaceSubrange(range, with: [UInt8](repeating: 0xFF, count: range.count))
      case 6: bytes.insert(UInt8(generator.below(256)), at: index)
      case _: bytes.replaceSubrange(range, with: other.suffix(from: generator.below(other.count)).prefix(40))
      }
    }
    return bytes
  }
}
