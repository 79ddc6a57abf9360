import Shared

/// A picture, or the tiles' plan of a picture, as it will be written: its data and its properties, cleaned.
struct HEICItem {
  let kind: FourLetters
  /// Of the items it is made of, by their place among the items written.
  let parts: [Int]
  let properties: [HEICTables.Property]
  let data: [ArraySlice<UInt8>]
  let size: PictureSize

  var length: Int { data.reduce(0) { $0 + $1.count } }
}

/// The plan by which a picture is put together from tiles.
enum HEICGrid {
  static func check(_ data: [UInt8], tiles: Int, size: PictureSize) throws(Refusal) {
    var reader = ByteReader(data)
    let (version, flags) = (try reader.number(1), try reader.number(1))
    let (rows, columns) = (try reader.number(1) + 1, try reader.number(1) + 1)
    let width = flags & 1 == 1 ? 4 : 2
    let planned = try PictureSize(width: try reader.number(width), height: try reader.number(width))
    guard version == 0, flags <= 1, reader.isAtEnd, rows * columns == tiles, planned == size else {
      throw .malformed("the plan of its tiles")
    }
  }
}
