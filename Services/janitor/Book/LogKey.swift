import Foundation
import Shared

/// A public key to check a book with: with the log's name (`NAME+HASH+BASE64`), or bare, as 64 hexadecimal digits; then
/// any log of that key will do.
struct LogKey: Hashable, Sendable {
  let name: String?
  private let publicKey: [UInt8]

  init?(_ text: String) {
    if let key = NoteKey(text) {
      (name, publicKey) = (key.name, key.publicKey)
    } else {
      guard let bytes = Hex.decode(text), bytes.count == 32 else { return nil }
      (name, publicKey) = (nil, bytes)
    }
  }

  /// In this log.
  func noteKey(in origin: String) -> NoteKey? {
    guard NoteKey.isName(origin), name ?? origin == origin else { return nil }
    return NoteKey(name: origin, publicKey: publicKey)
  }

  func isTrue(_ signature: String, of bytes: [UInt8]) -> Bool {
    NoteKey(name: name ?? SigningKey.defaultName, publicKey: publicKey).isTrue(Hex.decode(signature) ?? [], of: bytes)
  }
}
