import Shared

/// How a picture in a HEIC file is decoded or shown, cleaned: what is known is kept in its one possible length.
struct HEICProperty {
  let box: [UInt8]
  let meaning: Meaning

  enum Meaning: Equatable {
    case size(PictureSize)
    /// Of the coded picture, whose units have lengths of so many bytes.
    case decoder(lengthWidth: Int)
    /// Rotation, mirroring, colours, shape of pixels.
    case showing
  }

  /// - Returns: nil if the picture can be shown without it.
  init?(_ box: HEICBox) throws(Refusal) {
    guard let (content, meaning) = try Self.cleaned(box) else { return nil }
    self.box = HEICBox.make(box.name, content)
    self.meaning = meaning
  }

  private static func cleaned(_ box: HEICBox) throws(Refusal) -> ([UInt8], Meaning)? {
    let content = Array(box.content.bytes[box.content.rest])
    switch box.name {
    case "ispe": return (content, .size(try size(box.content)))
    case "hvcC": return try decoder(box.content)
    case "colr": return try colours(box.content).map { ($0, .showing) }
    case "irot", "imir": try expect(content.count == 1)
    case "clap": try expect(content.count == 32)
    case "pasp": try expect(content.count == 8)
    case "pixi": try expect((5...9).contains(content.count) && content.count == 5 + Int(content[4]))
    case _: return nil
    }
    return (content, .showing)
  }

  private static func expect(_ isSound: Bool) throws(Refusal) {
    guard isSound else { throw .malformed("a property of its picture") }
  }

  private static func size(_ content: ByteReader) throws(Refusal) -> PictureSize {
    var reader = content
    _ = try reader.versionAndFlags()
    let width = try reader.number(4)
    let size = try PictureSize(width: width, height: try reader.number(4))
    try expect(reader.isAtEnd)
    return size
  }

  /// Either three numbers and a bit, or a profile. A decoder passes over others.
  private static func colours(_ content: ByteReader) throws(Refusal) -> [UInt8]? {
    var reader = content
    let kind = try reader.name()
    let rest = Array(reader.bytes[reader.rest])
    switch kind {
    case "nclx": return rest.count == 7 ? kind.bytes + rest : nil
    case "prof", "rICC": return ColourProfile(rest).map { kind.bytes + $0.bytes }
    case _: return nil
    }
  }

  /// The decoder's parameter sets stay; messages to whomever it concerns, which may stand beside them, go.
  private static func decoder(_ content: ByteReader) throws(Refusal) -> ([UInt8], Meaning) {
    var reader = content
    let head = Array(reader.bytes[try reader.range(22)])
    try expect(head[0] == 1)
    var sets: [UInt8] = []
    var count: UInt8 = 0
    for _ in 0..<(try reader.number(1)) {
      let start = reader.position
      let kind = try reader.byte() & 0x3F
      for _ in 0..<(try reader.number(2)) { _ = try reader.range(try reader.number(2)) }
      guard (32...34).contains(kind) else { continue }
      sets += reader.bytes[start..<reader.position]
      count += 1
    }
    return (head + [count] + sets, .decoder(lengthWidth: Int(head[21] & 3) + 1))
  }
}
