import Crypto
import Foundation
import Shared

/// Encrypts data keys for the store with the key-encryption key, which lies elsewhere: neither a copy of the database
/// nor the secret file alone opens anything. There may be older key-encryption keys, which only open.
struct KeyWrapping: Sendable {
  static let nonceBytes = 12

  /// By their names; the first one wraps.
  private let keys: [(name: String, key: SymmetricKey)]

  /// - Parameter keys: at least one, the newest first.
  init(_ keys: [DataKey]) {
    precondition(!keys.isEmpty, "there is a key to wrap with")
    self.keys = keys.map { (Self.name(of: $0), SymmetricKey(data: $0.bytes)) }
  }

  init(_ key: DataKey) { self.init([key]) }

  /// Whose name is stored beside what it wrapped. It tells nothing of the key.
  static func name(of key: DataKey) -> String {
    String(Hex.encode(SHA256.hash(data: Array("mayfly-key-encryption-key\n".utf8) + key.bytes)).prefix(16))
  }

  /// Of the one that wraps.
  var name: String { keys[0].name }

  /// AES-256-GCM. Whose key it is, and for what, is authenticated with it: a row swapped for another does not open.
  func wrap(
    _ dataKey: DataKey, _ photosession: Photosession.ID, _ copyClass: CopyClass, nonce: [UInt8]
  ) throws -> [UInt8] {
    let box = try AES.GCM.seal(
      dataKey.bytes, using: keys[0].key, nonce: AES.GCM.Nonce(data: nonce),
      authenticating: Self.owner(photosession, copyClass))
    guard let combined = box.combined else { preconditionFailure("a nonce of 12 bytes makes a combined box") }
    return [UInt8](combined)
  }

  /// `nil` if none of the keys opens it.
  func open(
    _ wrapped: [UInt8], _ photosession: Photosession.ID, _ copyClass: CopyClass
  ) -> (key: DataKey, wrappedBy: String)? {
    for (name, key) in keys {
      do {
        let box = try AES.GCM.SealedBox(combined: wrapped)
        let bytes = try AES.GCM.open(box, using: key, authenticating: Self.owner(photosession, copyClass))
        return (DataKey(bytes: [UInt8](bytes)), name)
      } catch {
        // Perhaps the next one does.
      }
    }
    return nil
  }

  static let unopened = Refusal(
    .retentionUnavailable,
    "A data key does not open. Put the key-encryption key that it was made with into the file of "
      + "MAYFLY_KEY_ENCRYPTION_KEY, as a further line.")

  private static func owner(_ photosession: Photosession.ID, _ copyClass: CopyClass) -> Data {
    Data("\(photosession)/\(copyClass.rawValue)".utf8)
  }
}
