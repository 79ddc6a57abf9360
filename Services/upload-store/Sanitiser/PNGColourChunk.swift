/// The small chunks of a PNG that say how its colours are meant. They stay as they are if they have the one length that
/// they may have, so nothing else can travel in them.
enum PNGColourChunk {
  /// Chunks that have a meaning only before the palette.
  static let beforePalette: Set<FourLetters> = ["gAMA", "cHRM", "sRGB", "cICP", "sBIT", "iCCP"]
  /// Chunks that have a meaning only after the palette, if there is one.
  static let afterPalette: Set<FourLetters> = ["tRNS", "bKGD"]

  static func isSound(_ chunk: PNGChunk, in header: PNGHeader, palette: Int) -> Bool {
    let length = chunk.data.remaining
    return switch chunk.name {
    case "gAMA", "cICP": length == 4
    case "cHRM": length == 32
    case "sRGB": length == 1
    case "sBIT": length == significantBitsLength(header)
    case "bKGD": length == backgroundLength(header)
    case "tRNS": isTransparencyLength(length, header, palette)
    case _: false
    }
  }

  private static func significantBitsLength(_ header: PNGHeader) -> Int {
    switch header.colour {
    case .grey: 1
    case .rgb, .indexed: 3
    case .greyWithAlpha: 2
    case .rgbWithAlpha: 4
    }
  }

  private static func backgroundLength(_ header: PNGHeader) -> Int {
    switch header.colour {
    case .indexed: 1
    case .grey, .greyWithAlpha: 2
    case .rgb, .rgbWithAlpha: 6
    }
  }

  private static func isTransparencyLength(_ length: Int, _ header: PNGHeader, _ palette: Int) -> Bool {
    switch header.colour {
    case .indexed: (1...max(palette, 1)).contains(length)
    case .grey: length == 2
    case .rgb: length == 6
    case .greyWithAlpha, .rgbWithAlpha: false
    }
  }
}
