import Crypto
import Foundation
import Shared

/// Encrypts data keys for the store with the key-encryption key, which lies elsewhere: neither a copy of the database
/// nor the secret file alone opens anything.
struct KeyWrapping: Sendable {
  static let nonceBytes = 12
  private let key: SymmetricKey

  init(_ key: DataKey) { self.key = SymmetricKey(data: key.bytes) }

  /// AES-256-GCM. Whose key it is, and for what, is authenticated with it: a row swapped for another does not open.
  func wrap(
    _ dataKey: DataKey, _ photosession: Photosession.ID, _ copyClass: CopyClass, nonce: [UInt8]
  ) throws -> [UInt8] {
    let box = try AES.GCM.seal(
      dataKey.bytes, using: key, nonce: AES.GCM.Nonce(data: nonce), authenticating: Self.name(photosession, copyClass))
    guard let combined = box.combined else { preconditionFailure("a nonce of 12 bytes makes a combined box") }
    return [UInt8](combined)
  }

  func unwrap(_ wrapped: [UInt8], _ photosession: Photosession.ID, _ copyClass: CopyClass) throws -> DataKey {
    let bytes: Data
    do {
      let box = try AES.GCM.SealedBox(combined: wrapped)
      bytes = try AES.GCM.open(box, using: key, authenticating: Self.name(photosession, copyClass))
    } catch {
      throw Refusal(
        .retentionUnavailable,
        "A data key does not open. Set MAYFLY_KEY_ENCRYPTION_KEY to the key-encryption key that it was made with.")
    }
    return DataKey(bytes: [UInt8](bytes))
  }

  private static func name(_ photosession: Photosession.ID, _ copyClass: CopyClass) -> Data {
    Data("\(photosession)/\(copyClass.rawValue)".utf8)
  }
}
