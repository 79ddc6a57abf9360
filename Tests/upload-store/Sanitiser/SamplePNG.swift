@testable import upload_store

/// A PNG put together by hand, chunk by chunk.
struct SamplePNG {
  var header = header(width: 2, height: 2)
  var before: [[UInt8]] = []
  /// Four grey pixels, uncompressed.
  var data: [[UInt8]] = [PNGChunk.make("IDAT", Inflate.stored([0, 1, 2, 0, 3, 4]))]
  var after: [[UInt8]] = []
  var end = PNGChunk.make("IEND", [])
  var trailer: [UInt8] = []

  var bytes: [UInt8] {
    PNGSanitiser.signature + header + before.joined() + data.joined() + after.joined() + end + trailer
  }

  /// With everything that phones, browsers and editors add.
  static var laden: Self {
    let canary = SampleJPEG.canary
    let exif = Array(SampleJPEG.exif(orientation: 3).dropFirst(10))
    var sample = Self()
    sample.before = [
      PNGChunk.make("gAMA", [0, 0, 0xB1, 0x8F]), PNGChunk.make("iCCP", Array("Anna's display\0\0".utf8) + canary),
      PNGChunk.make("tEXt", Array("Author\0".utf8) + canary), PNGChunk.make("iTXt", canary),
      PNGChunk.make("zTXt", canary), PNGChunk.make("eXIf", exif), PNGChunk.make("pHYs", [0, 0, 0, 1, 0, 0, 0, 1, 1]),
      PNGChunk.make("acTL", [0, 0, 0, 2, 0, 0, 0, 0]), PNGChunk.make("caNv", canary),
    ]
    sample.after = [PNGChunk.make("fdAT", canary), PNGChunk.make("tIME", [7, 0xE8, 1, 1, 1, 1, 1])]
    sample.trailer = canary
    return sample
  }

  static func header(width: UInt32, height: UInt32, depth: UInt8 = 8, colour: UInt8 = 0) -> [UInt8] {
    PNGChunk.make("IHDR", width.bigEndianBytes + height.bigEndianBytes + [depth, colour, 0, 0, 0])
  }
}
