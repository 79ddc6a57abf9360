import Crypto
import Foundation
import Shared

/// An Ed25519 key for signed notes, by its name and its public half. As text, the form that verifiers of transparency
/// logs take: `NAME+HASH+BASE64`.
struct NoteKey: Hashable, Sendable {
  /// C2SP's byte for Ed25519.
  private static let algorithm: UInt8 = 1

  let name: String
  let publicKey: [UInt8]

  /// - Parameter name: see `isName`.
  /// - Parameter publicKey: 32 bytes.
  init(name: String, publicKey: [UInt8]) {
    precondition(Self.isName(name) && publicKey.count == 32, "a note's key has a name and 32 bytes")
    self.name = name
    self.publicKey = publicKey
  }

  /// Not empty, no white space, no plus, nothing that cannot be seen.
  static func isName(_ name: String) -> Bool {
    !name.isEmpty
      && name.unicodeScalars.allSatisfy {
        $0 != "+" && !$0.properties.isWhitespace && $0.properties.generalCategory != .control
      }
  }

  /// Which of the keys with this name a signature was made with.
  var id: [UInt8] { Array(SHA256.hash(data: Array("\(name)\n".utf8) + [Self.algorithm] + publicKey).prefix(4)) }

  /// Whether one of the note's signatures is this key's, and a true one.
  func hasSigned(_ note: SignedNote) -> Bool {
    let own = note.signatures.filter { $0.name == name && $0.keyID == id }
    return !own.isEmpty && own.allSatisfy { isTrue($0.bytes, of: Array(note.text.utf8)) }
  }

  func isTrue(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
    do {
      return try Curve25519.Signing.PublicKey(rawRepresentation: publicKey).isValidSignature(signature, for: bytes)
    } catch {
      return false
    }
  }
}

extension NoteKey: LosslessStringConvertible {
  var description: String { "\(name)+\(Hex.encode(id))+\(Base64.encode([Self.algorithm] + publicKey))" }

  init?(_ text: String) {
    // Base64 may have plus signs as well.
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, Self.isName(parts[0]), let key = Base64.decode(parts[2]), key.count == 33,
      key[0] == Self.algorithm
    else { return nil }
    self.init(name: parts[0], publicKey: Array(key[1...]))
    guard Hex.encode(id) == parts[1] else { return nil }
  }
}
