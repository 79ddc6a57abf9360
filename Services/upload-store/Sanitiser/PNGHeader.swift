import Shared

/// A PNG's first chunk: the size of the picture and how its colours are written.
struct PNGHeader {
  enum Colour: Int {
    case grey = 0
    case rgb = 2
    case indexed = 3
    case greyWithAlpha = 4
    case rgbWithAlpha = 6
  }

  let size: PictureSize
  let colour: Colour
  let depth: Int

  init(_ data: ByteReader) throws(Refusal) {
    var reader = data
    let width = try reader.number(4)
    size = try PictureSize(width: width, height: try reader.number(4))
    depth = try reader.number(1)
    guard let colour = Colour(rawValue: try reader.number(1)) else { throw .malformed("its kind of colour") }
    self.colour = colour
    let (compression, filter, interlace) = (try reader.byte(), try reader.byte(), try reader.byte())
    guard compression == 0, filter == 0, interlace <= 1, reader.isAtEnd, Self.depths(colour).contains(depth) else {
      throw .malformed("its header")
    }
  }

  /// The palette's length in entries that this picture may have. 0: it may have none.
  var paletteMax: Int {
    switch colour {
    case .indexed: 1 << depth
    case .rgb, .rgbWithAlpha: 256
    case .grey, .greyWithAlpha: 0
    }
  }

  private static func depths(_ colour: Colour) -> [Int] {
    switch colour {
    case .grey: [1, 2, 4, 8, 16]
    case .indexed: [1, 2, 4, 8]
    case .rgb, .greyWithAlpha, .rgbWithAlpha: [8, 16]
    }
  }
}
