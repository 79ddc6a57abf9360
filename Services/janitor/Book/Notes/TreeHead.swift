/// What a checkpoint says (C2SP tlog-checkpoint): which log it is, how many leaves its tree has, and their root; then
/// lines that only this log knows the meaning of.
struct TreeHead: Hashable {
  var origin: String
  var size: Int
  var root: MerkleHash
  var extensions: [String] = []
}

extension TreeHead: LosslessStringConvertible {
  var description: String { ([origin, "\(size)", "\(root)"] + extensions).map { "\($0)\n" }.joined() }

  init?(_ text: String) {
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard lines.popLast() == "", lines.count >= 3, lines.allSatisfy({ !$0.isEmpty }) else { return nil }
    // As it would be written, without a sign or zeros before it.
    guard let size = Int(lines[1]), size >= 0, "\(size)" == lines[1] else { return nil }
    guard let root = MerkleHash(base64: lines[2]) else { return nil }
    self.init(origin: lines[0], size: size, root: root, extensions: Array(lines[3...]))
  }
}
