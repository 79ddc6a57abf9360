import Shared

/// Writes a HEIC file with one picture, which is the first item, and what that is made of.
struct HEICWriter {
  let items: [HEICItem]
  /// Each property once, in the order in which items need them.
  private let boxes: [[UInt8]]
  private let numbers: [Int: UInt8]

  init(items: [HEICItem], properties: HEICProperties) throws(Refusal) {
    self.items = items
    var boxes: [[UInt8]] = []
    var numbers: [Int: UInt8] = [:]
    for property in items.flatMap(\.properties) where numbers[property.index] == nil {
      guard boxes.count < 127 else { throw .malformed("it has too many properties") }
      boxes.append(properties[property.index]?.box ?? [])
      numbers[property.index] = UInt8(boxes.count)
    }
    self.boxes = boxes
    self.numbers = numbers
  }

  func file(brands: [FourLetters]) -> JoinedBytes {
    let kind = HEICBox.make("ftyp", brands[0].bytes + [0, 0, 0, 0] + brands.flatMap(\.bytes))
    let length = items.reduce(0) { $0 + $1.length }
    let start = kind.count + meta(dataStart: 0).count + 8
    let head = UInt32(length + 8).bigEndianBytes + FourLetters("mdat").bytes
    var output = JoinedBytes(kind + meta(dataStart: start) + head)
    for item in items { for piece in item.data { output.append(piece) } }
    return output
  }

  /// The main brand, and the others of which it is known what they stand for.
  static func knownBrands(_ content: ByteReader) throws(Refusal) -> [FourLetters] {
    var reader = content
    var brands = [try reader.name()]
    _ = try reader.number(4)
    while reader.remaining >= 4 {
      let brand = try reader.name()
      if known.contains(brand), !brands.contains(brand) { brands.append(brand) }
    }
    return brands
  }

  private static let known: Set<FourLetters> = [
    "mif1", "miaf", "heic", "heix", "heim", "heis", "MiHB", "MiHE",
  ]

  private func meta(dataStart: Int) -> [UInt8] {
    let handler = [0, 0, 0, 0] + FourLetters("pict").bytes + [UInt8](repeating: 0, count: 13)
    let boxes = [
      HEICBox.make("hdlr", version: 0, handler), HEICBox.make("pitm", version: 0, [0, 1]), kinds(), references(),
      shown(), places(dataStart),
    ]
    return HEICBox.make("meta", version: 0, Array(boxes.joined()))
  }

  /// Tiles are hidden: they are not pictures of their own.
  private func kinds() -> [UInt8] {
    let entries = items.indices.flatMap { index in
      let entry = number(index) + [0, 0] + items[index].kind.bytes + [0]
      return HEICBox.make("infe", version: 2, flags: index == 0 ? 0 : 1, entry)
    }
    return HEICBox.make("iinf", version: 0, UInt16(items.count).bigEndianBytes + entries)
  }

  private func references() -> [UInt8] {
    let entries = items.indices.filter { !items[$0].parts.isEmpty }.flatMap { index in
      let parts = items[index].parts
      return HEICBox.make("dimg", number(index) + UInt16(parts.count).bigEndianBytes + parts.flatMap(number))
    }
    return entries.isEmpty ? [] : HEICBox.make("iref", version: 0, entries)
  }

  private func shown() -> [UInt8] {
    var table = UInt32(items.count).bigEndianBytes
    for (index, item) in items.enumerated() {
      table += number(index)
      table.append(UInt8(item.properties.count))
      for property in item.properties {
        table.append((numbers[property.index] ?? 0) | (property.isEssential ? 0x80 : 0))
      }
    }
    let boxes = HEICBox.make("ipco", Array(boxes.joined())) + HEICBox.make("ipma", version: 0, table)
    return HEICBox.make("iprp", boxes)
  }

  /// Each item's data in one piece, one behind the other; offsets and lengths of four bytes.
  private func places(_ start: Int) -> [UInt8] {
    var table = [0x44, 0] + UInt16(items.count).bigEndianBytes
    var offset = start
    for (index, item) in items.enumerated() {
      table += number(index) + [0, 0, 0, 1]
      table += UInt32(offset).bigEndianBytes + UInt32(item.length).bigEndianBytes
      offset += item.length
    }
    return HEICBox.make("iloc", version: 0, table)
  }

  private func number(_ index: Int) -> [UInt8] { UInt16(index + 1).bigEndianBytes }
}
