import Shared

/// What the tables of a HEIC file say about its items: of which kind they are, where their data lies, what they are
/// made of and how they are shown. Items are pictures, tiles of pictures, thumbnails, depth maps, Exif, XMP and more.
struct HEICTables {
  typealias ItemID = Int

  struct Place {
    /// Whether the data is in the `idat` box rather than in the file at large.
    let isInside: Bool
    let extents: [(offset: Int, length: Int)]
  }

  struct Property {
    /// Counted from one; zero means none.
    let index: Int
    let isEssential: Bool
  }

  private(set) var primary: ItemID?
  private(set) var kinds: [ItemID: FourLetters] = [:]
  private(set) var places: [ItemID: Place] = [:]
  private(set) var parts: [ItemID: [ItemID]] = [:]
  private(set) var properties: [HEICBox] = []
  private(set) var shown: [ItemID: [Property]] = [:]
  private(set) var inside: ByteReader?

  /// - Parameter meta: the content of the `meta` box.
  init(_ meta: ByteReader) throws(Refusal) {
    var reader = meta
    _ = try reader.versionAndFlags()
    var seen: Set<FourLetters> = []
    for box in try HEICBox.all(in: reader) where Self.tables.contains(box.name) {
      guard seen.insert(box.name).inserted else { throw .malformed("it has a table twice") }
      try read(box)
    }
  }

  /// Pieces in which an item's data may lie. Phones write one.
  private static let extentsMax = 64
  private static let tables: Set<FourLetters> = ["pitm", "iinf", "iloc", "iref", "iprp", "idat"]

  private mutating func read(_ box: HEICBox) throws(Refusal) {
    var reader = box.content
    switch box.name {
    case "idat": inside = reader
    case "iprp": try readProperties(reader)
    case "pitm": primary = try reader.number(try reader.versionAndFlags().version == 0 ? 2 : 4)
    case "iinf": try readKinds(&reader)
    case "iloc": try readPlaces(&reader)
    case _: try readReferences(&reader)
    }
  }

  private mutating func readKinds(_ reader: inout ByteReader) throws(Refusal) {
    _ = try reader.number(try reader.versionAndFlags().version == 0 ? 2 : 4)
    for box in try HEICBox.all(in: reader) where box.name == "infe" {
      var entry = box.content
      let version = try entry.versionAndFlags().version
      guard version >= 2 else { continue }
      let item = try entry.number(version == 2 ? 2 : 4)
      guard try entry.number(2) == 0 else { throw .unsupported("A protected HEIC is not taken") }
      kinds[item] = try entry.name()
    }
  }

  private mutating func readReferences(_ reader: inout ByteReader) throws(Refusal) {
    let width = try reader.versionAndFlags().version == 0 ? 2 : 4
    for box in try HEICBox.all(in: reader) where box.name == "dimg" {
      var entry = box.content
      let item = try entry.number(width)
      guard parts[item] == nil else { throw .malformed("a picture in it is made twice") }
      var sources: [ItemID] = []
      for _ in 0..<(try entry.number(2)) { sources.append(try entry.number(width)) }
      parts[item] = sources
    }
  }

  private mutating func readProperties(_ content: ByteReader) throws(Refusal) {
    for box in try HEICBox.all(in: content) {
      if box.name == "ipco" { properties += try HEICBox.all(in: box.content) }
      if box.name == "ipma" { try readAssociations(box.content) }
    }
  }

  private mutating func readAssociations(_ content: ByteReader) throws(Refusal) {
    var reader = content
    let (version, flags) = try reader.versionAndFlags()
    let isWide = flags & 1 == 1
    for _ in 0..<(try count(4, &reader)) {
      let item = try reader.number(version == 0 ? 2 : 4)
      guard shown[item] == nil else { throw .malformed("a picture in it is shown in two ways") }
      var properties: [Property] = []
      for _ in 0..<(try reader.number(1)) { properties.append(try property(isWide, &reader)) }
      shown[item] = properties
    }
  }

  private func property(_ isWide: Bool, _ reader: inout ByteReader) throws(Refusal) -> Property {
    let entry = try reader.number(isWide ? 2 : 1)
    let essential = isWide ? 0x8000 : 0x80
    return Property(index: entry & ~essential, isEssential: entry & essential != 0)
  }

  /// How many entries follow. Some take no room in the file, so its length is no limit.
  private func count(
    _ width: Int, _ reader: inout ByteReader, max: Int = HEICBox.siblingsMax
  ) throws(Refusal) -> Int {
    let count = try reader.number(width)
    guard count <= max else { throw .malformed("it has too many parts") }
    return count
  }

  private mutating func readPlaces(_ reader: inout ByteReader) throws(Refusal) {
    let version = try reader.versionAndFlags().version
    guard version <= 2 else { throw .malformed("its table of places") }
    let (sizes, more) = (try reader.number(1), try reader.number(1))
    let widths = HEICPlaceWidths(
      offset: sizes >> 4, length: sizes & 15, base: more >> 4, index: version == 0 ? 0 : more & 15)
    for _ in 0..<(try count(version < 2 ? 2 : 4, &reader)) {
      let item = try reader.number(version < 2 ? 2 : 4)
      let method = version == 0 ? 0 : try reader.number(2) & 15
      let isElsewhere = try reader.number(2) != 0
      let base = try reader.wideNumber(widths.base)
      var extents: [(offset: Int, length: Int)] = []
      for _ in 0..<(try count(2, &reader, max: Self.extentsMax)) {
        extents.append(try widths.extent(&reader, from: base))
      }
      if method <= 1, !isElsewhere { places[item] = Place(isInside: method == 1, extents: extents) }
    }
  }
}
