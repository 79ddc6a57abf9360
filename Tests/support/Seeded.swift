import Foundation

/// Random numbers that come again with the same seed (SplitMix64).
package struct Seeded: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// A seed of its own for each run, printed so that a failure can be had again: `MAYFLY_TEST_SEED=… ./compose/test`.
  package static func announced(_ test: String = #function) -> Seeded {
    let given = ProcessInfo.processInfo.environment["MAYFLY_TEST_SEED"].flatMap(UInt64.init)
    let seed = given ?? .random(in: 0 ... .max)
    print("\(test): MAYFLY_TEST_SEED=\(seed)")
    return Seeded(seed: seed)
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  package mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  package mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }

  /// Another sequence, for a part that draws on its own.
  package mutating func split() -> Seeded { Seeded(seed: next()) }
}
