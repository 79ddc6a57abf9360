/// Random numbers that come again with the same seed (SplitMix64).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

/// Damages a file in ways in which files are damaged, and in ways in which attackers would.
enum Mutation {
  static func of(_ bytes: [UInt8], _ generator: inout Seeded) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let index = bytes.indices.randomElement(using: &generator) ?? 0
      let length = min(Int.random(in: 1...12, using: &generator), bytes.count - index)
      switch Int.random(in: 0..<7, using: &generator) {
      case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[index] = [0, 1, 0x7F, 0x80, 0xFE, 0xFF].randomElement(using: &generator) ?? 0
      case 2: bytes.removeLast(bytes.count - index)
      case 3: bytes.removeSubrange(index..<index + length)
      case 4:
        bytes.insert(contentsOf: bytes[index..<index + length], at: bytes.indices.randomElement(using: &generator) ?? 0)
      case 5: bytes.replaceSubrange(index..<index + length, with: [UInt8](repeating: 0xFF, count: length))
      case _: bytes.insert(.random(in: 0...255, using: &generator), at: index)
      }
    }
    return bytes
  }
}
