/// Writes a picture as PNG: four bits a pixel with a palette, its data not compressed, which is small enough here and
/// needs no library.
enum PNG {
  static func encode(_ picture: Picture) -> [UInt8] {
    // Four bits a pixel, which are the number of a colour; then the usual compression, filters and order of rows.
    let header = bigEndian(picture.width) + bigEndian(picture.height) + [4, 3, 0, 0, 0]
    let palette = picture.palette.flatMap { [$0.red, $0.green, $0.blue] }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", header) + chunk("PLTE", palette) + chunk("IDAT", zlib(rows(picture))) + chunk("IEND", [])
  }

  /// Each row begins with its filter (none); two pixels share a byte.
  private static func rows(_ picture: Picture) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(picture.height * (picture.width / 2 + 2))
    for row in 0..<picture.height {
      bytes.append(0)
      let start = row * picture.width
      for column in stride(from: 0, to: picture.width, by: 2) {
        let next = column + 1 < picture.width ? picture.pixels[start + column + 1] : 0
        bytes.append(picture.pixels[start + column] << 4 | next)
      }
    }
    return bytes
  }

  /// A zlib stream (RFC 1950) of stored deflate blocks (RFC 1951).
  private static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    let size = 65_535
    for start in stride(from: 0, to: bytes.count, by: size) {
      let end = min(start + size, bytes.count)
      let length = UInt16(end - start)
      stream.append(end == bytes.count ? 1 : 0)
      for half in [length, ~length] { stream += [UInt8(half & 255), UInt8(half >> 8)] }
      stream += bytes[start..<end]
    }
    return stream + bigEndian(adler(bytes))
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return bigEndian(data.count) + body + bigEndian(Int(cyclicRedundancy(body)))
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func adler(_ bytes: [UInt8]) -> Int {
    var (low, high) = (1, 0)
    for byte in bytes {
      low = (low + Int(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return high << 16 | low
  }

  private static func cyclicRedundancy(_ bytes: [UInt8]) -> UInt32 {
    var remainder = UInt32.max
    for byte in bytes { remainder = table[Int((remainder ^ UInt32(byte)) & 255)] ^ remainder >> 8 }
    return ~remainder
  }

  private static let table = (0..<256).map { index in
    var value = UInt32(index)
    for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    return value
  }
}
