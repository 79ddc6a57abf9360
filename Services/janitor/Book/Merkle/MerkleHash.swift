import Crypto
import Foundation

/// A hash of the tree over the receipt book, after RFC 9162, section 2.1.1.
struct MerkleHash: Hashable, Sendable {
  static let length = 32
  /// Of a tree without leaves.
  static let empty = MerkleHash(SHA256.hash(data: []))

  let bytes: [UInt8]

  private init(_ digest: SHA256Digest) { bytes = [UInt8](digest) }

  /// `nil` unless there are 32.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.length else { return nil }
    self.bytes = bytes
  }

  /// Leaves and nodes begin differently, so that neither can pass for the other.
  static func leaf(_ data: [UInt8]) -> MerkleHash { MerkleHash(SHA256.hash(data: [0] + data)) }

  static func node(_ left: MerkleHash, _ right: MerkleHash) -> MerkleHash {
    MerkleHash(SHA256.hash(data: [1] + left.bytes + right.bytes))
  }
}

extension MerkleHash: CustomStringConvertible {
  var description: String { Base64.encode(bytes) }

  init?(base64: String) {
    guard let bytes = Base64.decode(base64) else { return nil }
    self.init(bytes)
  }
}

/// RFC 4648, section 4, and only as we would write it: the same bytes never have two forms.
enum Base64 {
  static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

  static func decode(_ text: String) -> [UInt8]? {
    guard let data = Data(base64Encoded: text), data.base64EncodedString() == text else { return nil }
    return [UInt8](data)
  }
}
