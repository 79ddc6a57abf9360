import Foundation

/// A text with signatures below it, in the form that transparency logs use (C2SP signed-note): the text, an empty
/// line, and for each signature `— NAME BASE64`, where the first four bytes say which key of that name it was.
struct SignedNote: Hashable {
  struct Signature: Hashable {
    var name: String
    var keyID: [UInt8]
    var bytes: [UInt8]
  }

  /// A larger one is not read.
  static let bytesMax = 100_000
  static let signaturesMax = 100

  /// What is signed; it ends in a line feed.
  let text: String
  var signatures: [Signature]

  init(text: String, signatures: [Signature]) {
    self.text = text
    self.signatures = signatures
  }

  /// `nil` if this is no signed note.
  init?(_ note: String) {
    let bytes = Array(note.utf8)
    guard bytes.count <= Self.bytesMax, bytes.allSatisfy({ $0 >= 0x20 || $0 == Self.lineFeed }) else { return nil }
    // The last empty line; the text may have others.
    guard let gap = bytes.indices.dropLast().last(where: { Array(bytes[$0...$0 + 1]) == [10, 10] }) else { return nil }
    let lines = bytes[(gap + 2)...].split(separator: Self.lineFeed, omittingEmptySubsequences: false)
    guard lines.last?.isEmpty ?? false, (2...Self.signaturesMax + 1).contains(lines.count) else { return nil }
    let signatures = lines.dropLast().compactMap { Signature(line: String(decoding: $0, as: UTF8.self)) }
    guard signatures.count == lines.count - 1 else { return nil }
    self.init(text: String(decoding: bytes[...gap], as: UTF8.self), signatures: signatures)
  }

  private static let lineFeed = UInt8(ascii: "\n")
}

extension SignedNote: CustomStringConvertible {
  var description: String { text + "\n" + signatures.map { "\($0)\n" }.joined() }
}

extension SignedNote.Signature: CustomStringConvertible {
  var description: String { "— \(name) \(Base64.encode(keyID + bytes))" }

  init?(line: String) {
    let parts = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, parts[0] == "—", NoteKey.isName(parts[1]), let bytes = Base64.decode(parts[2]),
      bytes.count > 4
    else { return nil }
    self.init(name: parts[1], keyID: Array(bytes[..<4]), bytes: Array(bytes[4...]))
  }
}
