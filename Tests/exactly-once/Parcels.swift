import Crypto
import TestSupport

@testable import Shared

/// Bytes to send along with requests: others for each, and the same again when they are checked.
struct Parcels: Sendable {
  let seed: UInt64

  func bytes(_ number: Int) -> [UInt8] {
    var random = Seeded(seed: seed &+ UInt64(number))
    let words = (0..<Int.random(in: 10_000...80_000, using: &random)).map { _ in random.next() }
    return words.withUnsafeBytes { [UInt8]($0) }
  }

  func digest(_ number: Int) -> String { Hex.encode(SHA256.hash(data: bytes(number))) }

  /// Whether nothing that was cut or altered was taken for whole.
  func match(_ deeds: [TallyServer.Deed], of crowd: Crowd) -> Bool {
    let digests = (0..<crowd.count).map { (ExactlyOnce.name($0), digest($0)) }
    let expected = Dictionary(uniqueKeysWithValues: digests)
    return deeds.allSatisfy { $0.digest == expected[$0.name] }
  }
}
