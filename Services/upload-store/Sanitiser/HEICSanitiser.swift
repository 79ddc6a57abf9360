import Shared

/// Takes the main picture, with its tiles, out of a HEIC file and writes it into a new one. Exif, XMP, thumbnails,
/// depth and gain maps, the film of a live photo and whatever else the old one had are left behind; rotation, mirroring
/// and colours are properties of the picture and come along.
struct HEICSanitiser {
  private let tables: HEICTables
  private let file: ByteReader
  private var properties: HEICProperties
  /// The items that will be written: the main picture first. Filled from behind, as parts are known before the whole.
  private var items: [HEICItem?] = []
  private var placed: [HEICTables.ItemID: Int] = [:]
  /// Of all data taken so far.
  private var length = 0
  private var units = 0

  /// A picture of 48 megapixels has 200 tiles.
  static let itemsMax = 1_024
  /// A plan of tiles may be turned into another picture, and that into a third.
  static let depthMax = 3

  static func sanitise(_ bytes: [UInt8]) throws(Refusal) -> SanitisedPhoto {
    let file = ByteReader(bytes)
    let (brands, meta) = try head(file)
    let tables = try HEICTables(meta)
    var sanitiser = Self(tables: tables, file: file, properties: HEICProperties(tables.properties))
    guard let primary = tables.primary else { throw .malformed("it has no main picture") }
    _ = try sanitiser.take(primary, depth: 0)
    let items = sanitiser.items.compactMap { $0 }
    let writer = try HEICWriter(items: items, properties: sanitiser.properties)
    return SanitisedPhoto(
      file: writer.file(brands: brands), contentType: ImageKind.heic.rawValue, width: items[0].size.width,
      height: items[0].size.height)
  }

  private init(tables: HEICTables, file: ByteReader, properties: HEICProperties) {
    self.tables = tables
    self.file = file
    self.properties = properties
  }

  /// Whatever comes behind the tables is looked at only where they point to.
  private static func head(_ file: ByteReader) throws(Refusal) -> (brands: [FourLetters], meta: ByteReader) {
    var reader = file
    let brands = try HEICWriter.knownBrands(try HEICBox(&reader).content)
    for _ in 0..<HEICBox.siblingsMax {
      let box = try HEICBox(&reader)
      if box.name == "meta" { return (brands, box.content) }
    }
    throw .malformed("it has too many parts")
  }

  /// - Returns: the item's place among those that will be written.
  private mutating func take(_ id: HEICTables.ItemID, depth: Int) throws(Refusal) -> Int {
    if let index = placed[id] {
      guard items[index] != nil else { throw .malformed("a picture in it is made of itself") }
      return index
    }
    guard depth < Self.depthMax, items.count < Self.itemsMax else { throw .malformed("it has too many tiles") }
    let index = items.count
    placed[id] = index
    items.append(nil)
    var parts: [Int] = []
    for part in tables.parts[id] ?? [] { parts.append(try take(part, depth: depth + 1)) }
    items[index] = try item(id, parts)
    return index
  }

  private mutating func item(_ id: HEICTables.ItemID, _ parts: [Int]) throws(Refusal) -> HEICItem {
    let needed = try properties.needed(tables.shown[id] ?? [])
    guard let kind = tables.kinds[id], let size = properties.size(needed) else {
      throw .malformed("its picture has no size")
    }
    let data = try stored(id)
    switch kind {
    case "hvc1":
      guard let width = properties.lengthWidth(needed), parts.isEmpty else { throw .malformed("its picture's coding") }
      let picture = try HEICPictureUnits.cleaned(data, lengthWidth: width, count: &units)
      return HEICItem(kind: kind, parts: [], properties: needed, data: picture, size: size)
    case "grid":
      let plan = data.bytes[data.rest]
      try HEICGrid.check(Array(plan), tiles: parts.count, size: size)
      return HEICItem(kind: kind, parts: parts, properties: needed, data: [plan], size: size)
    case _: throw .unsupported("A HEIC with a picture of a rare kind is not taken")
    }
  }

  /// Data in one piece is read where it is. Items may name the same bytes again and again, to make of a small file a
  /// large one.
  private mutating func stored(_ id: HEICTables.ItemID) throws(Refusal) -> ByteReader {
    guard let place = tables.places[id], let source = place.isInside ? tables.inside : file else {
      throw .malformed("its picture is missing")
    }
    var pieces: [ByteReader] = []
    for extent in place.extents {
      var reader = source
      _ = try reader.range(extent.offset)
      pieces.append(try reader.part(extent.length))
      length += extent.length
    }
    guard length <= file.bytes.count else { throw .malformed("its pictures overlap") }
    if pieces.count == 1 { return pieces[0] }
    return ByteReader(pieces.flatMap { $0.bytes[$0.rest] })
  }
}
