import Crypto
import Shared

/// The janitor's pen: signs receipts and checkpoints.
struct SigningKey: Sendable {
  /// Where no other name is set.
  static let defaultName = "mayfly/receipts"

  private let key: Curve25519.Signing.PrivateKey
  let noteKey: NoteKey

  /// - Parameter name: what the book is called in its checkpoints.
  init(_ seed: DataKey, name: String = Self.defaultName) {
    do {
      key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed.bytes)
    } catch {
      preconditionFailure("any 32 bytes are an Ed25519 key")
    }
    noteKey = NoteKey(name: name, publicKey: [UInt8](key.publicKey.rawRepresentation))
  }

  /// With its name, as verifiers take it.
  var publicKey: String { noteKey.description }

  func sign(_ bytes: [UInt8]) throws -> [UInt8] { [UInt8](try key.signature(for: bytes)) }

  func note(_ text: String) throws -> SignedNote { noteKey.note(text, signature: try sign(Array(text.utf8))) }
}

extension NoteKey {
  func note(_ text: String, signature: [UInt8]) -> SignedNote {
    SignedNote(text: text, signatures: [.init(name: name, keyID: id, bytes: signature)])
  }
}
