import Crypto
import Foundation
import Shared

/// The form of the receipt book: how receipts hang together, and what exactly is hashed and signed, so that anyone
/// can check it with a SHA-256 and an Ed25519 of their own.
///
/// - A receipt's text is in UTF-8, each line ending in a line feed: `mayfly-receipt`, then number, commitment, class,
///   custodian, reason, receivedAt, dueAt, erasedAt, readBackAt, contractVersion, contractDigest and previous, as they
///   stand in the receipt's JSON.
/// - `hash` is the SHA-256 of that text.
/// - `signature` is Ed25519 over the 32 bytes of `hash`.
/// - `previous` is the `hash` of the receipt before; 64 zeros in the first.
/// - `commitment` is the SHA-256 of the salt's 16 bytes followed by the copy's id as 32 characters.
/// - Over the texts, in order, stands the Merkle tree of RFC 9162, section 2.1: SHA-256 of 0x00 and the text is a leaf.
/// - A checkpoint is a signed note with the tree's size and root (C2SP tlog-checkpoint).
enum ReceiptBook {
  static let saltBytes = 16
  /// Stands where there is no receipt before.
  static let noHash = String(repeating: "0", count: 64)

  static func commitment(salt: [UInt8], copy: Copy.ID) -> String { digest(salt + Array(copy.text.utf8)) }

  /// The receipt that follows `last`, not yet signed.
  static func entry(
    after last: (number: Int, hash: String)?, for copy: Copy, salt: [UInt8], readBackAt: Moment,
    contract: RetentionContract
  ) -> Receipt {
    var receipt = Receipt(
      number: (last?.number ?? 0) + 1, commitment: commitment(salt: salt, copy: copy.id), copyClass: copy.copyClass,
      custodian: copy.custodian, reason: copy.reason ?? .expired, receivedAt: copy.receivedAt,
      dueAt: copy.mustBeGoneBy, erasedAt: copy.erasedAt ?? readBackAt, readBackAt: readBackAt,
      contractVersion: contract.version, contractDigest: contract.digest, previous: last?.hash ?? noHash)
    receipt.hash = hash(of: receipt)
    return receipt
  }

  static func hash(of receipt: Receipt) -> String { digest(text(of: receipt)) }

  static func leaf(of receipt: Receipt) -> MerkleHash { .leaf(text(of: receipt)) }

  private static func text(of receipt: Receipt) -> [UInt8] {
    let lines: [any CustomStringConvertible] = [
      "mayfly-receipt", receipt.number, receipt.commitment, receipt.copyClass.rawValue, receipt.custodian.rawValue,
      receipt.reason.rawValue, receipt.receivedAt, receipt.dueAt, receipt.erasedAt, receipt.readBackAt,
      receipt.contractVersion, receipt.contractDigest, receipt.previous,
    ]
    return lines.flatMap { Array("\($0)\n".utf8) }
  }

  private static func digest(_ bytes: [UInt8]) -> String { Hex.encode(SHA256.hash(data: bytes)) }
}
