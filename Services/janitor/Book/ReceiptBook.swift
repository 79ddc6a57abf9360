import Crypto
import Foundation
import Shared

/// The form of the receipt book: how receipts hang together, and what exactly is hashed and signed, so that anyone
/// can check it with a SHA-256 and an Ed25519 of their own.
///
/// - A receipt's `hash` is the SHA-256 of this text in UTF-8, each line ending in a line feed: `mayfly-receipt`, then
///   number, commitment, class, custodian, reason, receivedAt, dueAt, erasedAt, readBackAt, contractVersion,
///   contractDigest and previous, as they stand in the receipt's JSON.
/// - `signature` is Ed25519 over the 32 bytes of `hash`.
/// - `previous` is the `hash` of the receipt before; 64 zeros in the first.
/// - `commitment` is the SHA-256 of the salt's 16 bytes followed by the copy's id as 32 characters.
/// - A checkpoint's signature is over the text `mayfly-checkpoint`, size, hash and moment, in lines as above.
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

  static func hash(of receipt: Receipt) -> String {
    let lines: [any CustomStringConvertible] = [
      "mayfly-receipt", receipt.number, receipt.commitment, receipt.copyClass.rawValue, receipt.custodian.rawValue,
      receipt.reason.rawValue, receipt.receivedAt, receipt.dueAt, receipt.erasedAt, receipt.readBackAt,
      receipt.contractVersion, receipt.contractDigest, receipt.previous,
    ]
    return digest(text(lines))
  }

  /// What a checkpoint's signature is over.
  static func signedText(size: Int, hash: String, at: Moment) -> [UInt8] {
    text(["mayfly-checkpoint", size, hash, at])
  }

  private static func text(_ lines: [any CustomStringConvertible]) -> [UInt8] {
    lines.flatMap { Array("\($0)\n".utf8) }
  }

  private static func digest(_ bytes: [UInt8]) -> String { Hex.encode(SHA256.hash(data: bytes)) }
}

/// The janitor's pen.
struct SigningKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  init(_ seed: DataKey) {
    do {
      key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed.bytes)
    } catch {
      preconditionFailure("any 32 bytes are an Ed25519 key")
    }
  }

  var publicKey: String { Hex.encode(key.publicKey.rawRepresentation) }

  func sign(_ bytes: [UInt8]) throws -> [UInt8] { [UInt8](try key.signature(for: bytes)) }
}
