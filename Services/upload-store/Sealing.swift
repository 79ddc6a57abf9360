import Crypto
import Foundation
import Shared

/// How an object is sealed: AES-256-GCM over pieces of 64 KiB, each bound to its object, its copy, its place and to
/// whether it is the last one. A piece changed, left out, moved, added or taken from elsewhere does not open.
///
/// An object begins with a head: four letters, then seven random bytes. A piece's nonce is those seven bytes, its
/// number, and 1 for the last piece (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár).
struct Sealing {
  static let pieceSize = 64 * 1024
  static let sealedPieceSize = pieceSize + tagSize
  static let headSize = letters.count + prefixSize
  private static let tagSize = 16
  private static let prefixSize = 7
  private static let letters = Array("MFY1".utf8)

  let head: [UInt8]
  private let key: SymmetricKey
  private let copy: [UInt8]
  private var pieces: UInt32 = 0

  /// In bytes, of what `count` bytes become.
  static func sealedSize(of count: Int) -> Int {
    headSize + count + max(1, (count + pieceSize - 1) / pieceSize) * tagSize
  }

  /// For sealing: with a head of its own.
  init(_ key: DataKey, copy: Copy.ID, randomness: Randomness) {
    self.init(key, copy, head: Self.letters + randomness.bytes(Self.prefixSize))
  }

  /// For opening what begins with `head`.
  init(_ key: DataKey, copy: Copy.ID, head: some Sequence<UInt8>) throws(Refusal) {
    let head = Array(head)
    guard head.count == Self.headSize, head.starts(with: Self.letters) else { throw Self.damaged }
    self.init(key, copy, head: head)
  }

  private init(_ key: DataKey, _ copy: Copy.ID, head: [UInt8]) {
    self.key = SymmetricKey(data: key.bytes)
    self.copy = Array(copy.text.utf8)
    self.head = head
  }

  /// Adds the sealed piece to `sealed`.
  mutating func seal(_ piece: ArraySlice<UInt8>, isLast: Bool, into sealed: inout [UInt8]) throws(Refusal) {
    precondition(piece.count == Self.pieceSize || isLast && piece.count < Self.pieceSize, "only the last is short")
    do {
      let box = try AES.GCM.seal(piece, using: key, nonce: nextNonce(isLast), authenticating: head + copy)
      sealed += box.ciphertext
      sealed += box.tag
    } catch {
      throw Refusal(.internal, "A picture could not be encrypted.")
    }
  }

  /// Adds what the sealed piece holds to `opened`.
  mutating func open(_ piece: ArraySlice<UInt8>, isLast: Bool, into opened: inout [UInt8]) throws(Refusal) {
    guard piece.count >= Self.tagSize else { throw Self.damaged }
    do {
      let box = try AES.GCM.SealedBox(
        nonce: nextNonce(isLast), ciphertext: piece.dropLast(Self.tagSize), tag: piece.suffix(Self.tagSize))
      opened += try AES.GCM.open(box, using: key, authenticating: head + copy)
    } catch {
      throw Self.damaged
    }
  }

  private mutating func nextNonce(_ isLast: Bool) throws -> AES.GCM.Nonce {
    defer { pieces += 1 }
    let number: [UInt8] = (0..<4).map { UInt8(truncatingIfNeeded: pieces >> (24 - 8 * $0)) }
    let last: UInt8 = isLast ? 1 : 0
    return try AES.GCM.Nonce(data: head[Self.letters.count...] + number + [last])
  }

  static let damaged = Refusal(
    .internal, "A stored picture is damaged or was sealed with another key. It is not shown.")
}
