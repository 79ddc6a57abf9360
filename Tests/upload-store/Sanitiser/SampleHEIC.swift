@testable import upload_store

/// A HEIC file put together by hand, as a phone writes it: two tiles, the plan by which they make a picture, and Exif.
struct SampleHEIC {
  var kinds: [(id: UInt16, kind: FourLetters)] = [(1, "grid"), (2, "hvc1"), (3, "hvc1"), (4, "Exif")]
  var primary: UInt16 = 1
  var references: [[UInt8]] = [
    HEICBox.make("dimg", [0, 1, 0, 2, 0, 2, 0, 3]), HEICBox.make("cdsc", [0, 4, 0, 1, 0, 1]),
  ]
  var properties: [[UInt8]] = [
    decoder, size(width: 128, height: 64), size(width: 64, height: 64), HEICBox.make("irot", [1]),
    HEICBox.make("colr", Array("nclx".utf8) + [0, 1, 0, 13, 0, 6, 0x80]), HEICBox.make("udes", SampleJPEG.canary),
  ]
  var shown: [(id: UInt16, properties: [UInt8])] = [(1, [2, 5, 6, 0x84]), (2, [0x81, 3]), (3, [0x81, 3])]
  var plan: [UInt8] = [0, 0, 0, 1, 0, 128, 0, 64]
  var tiles: [[UInt8]] = [unit(19, [1, 2, 3]) + unit(39, SampleJPEG.canary), unit(1, [4, 5, 6])]
  var exif: [UInt8] = SampleJPEG.canary
  var trailer: [UInt8] = HEICBox.make("mpvd", SampleJPEG.canary) + SampleJPEG.canary

  var bytes: [UInt8] {
    let start = Self.brands.count + meta(dataStart: 0).count + 8
    let data = Array(tiles.joined()) + exif
    return Self.brands + meta(dataStart: start) + HEICBox.make("mdat", data) + trailer
  }

  static let brands = HEICBox.make("ftyp", Array("heic\0\0\0\0mif1heicANNA".utf8))

  /// Parameter sets of one kind that matters and one message.
  static let decoder = HEICBox.make(
    "hvcC",
    [1] + [UInt8](repeating: 0, count: 20) + [3, 2] + [0xA0, 0, 1, 0, 2, 7, 7]
      + [0xA7, 0, 1, 0, UInt8(SampleJPEG.canary.count)] + SampleJPEG.canary)

  static func size(width: UInt32, height: UInt32) -> [UInt8] {
    HEICBox.make("ispe", version: 0, width.bigEndianBytes + height.bigEndianBytes)
  }

  static func unit(_ kind: UInt8, _ content: [UInt8]) -> [UInt8] {
    UInt32(content.count + 2).bigEndianBytes + [kind << 1, 1] + content
  }

  private func meta(dataStart: Int) -> [UInt8] {
    let entries = kinds.flatMap { entry in
      HEICBox.make("infe", version: 2, entry.id.bigEndianBytes + [0, 0] + entry.kind.bytes + SampleJPEG.canary + [0])
    }
    let associations = shown.flatMap { $0.id.bigEndianBytes + [UInt8($0.properties.count)] + $0.properties }
    let boxes = [
      HEICBox.make("hdlr", version: 0, Array("\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0".utf8) + SampleJPEG.canary + [0]),
      HEICBox.make("pitm", version: 0, primary.bigEndianBytes),
      HEICBox.make("iinf", version: 0, UInt16(kinds.count).bigEndianBytes + entries),
      HEICBox.make("iref", version: 0, Array(references.joined())),
      HEICBox.make(
        "iprp",
        HEICBox.make("ipco", Array(properties.joined()))
          + HEICBox.make("ipma", version: 0, UInt32(shown.count).bigEndianBytes + associations)),
      places(dataStart), HEICBox.make("idat", plan), HEICBox.make("uuid", SampleJPEG.canary),
    ]
    return HEICBox.make("meta", version: 0, Array(boxes.joined()))
  }

  private func places(_ start: Int) -> [UInt8] {
    var table: [UInt8] = [0x44, 0, 0, UInt8(tiles.count + 2)]
    table += [0, 1, 0, 1, 0, 0, 0, 1] + UInt32(0).bigEndianBytes + UInt32(plan.count).bigEndianBytes
    var offset = start
    for (index, data) in (tiles + [exif]).enumerated() {
      table += UInt16(index + 2).bigEndianBytes + [0, 0, 0, 0, 0, 1]
      table += UInt32(offset).bigEndianBytes + UInt32(data.count).bigEndianBytes
      offset += data.count
    }
    return HEICBox.make("iloc", version: 1, table)
  }
}
