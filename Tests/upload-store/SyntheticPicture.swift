/// Pictures made up for tests: valid PNGs of any size that show nobody.
enum SyntheticPicture {
  /// - Parameter seed: two pictures with different ones differ in every row.
  static func png(width: Int = 64, height: Int = 48, seed: UInt64 = 1) -> [UInt8] {
    let head = bigEndian(width) + bigEndian(height) + [8, 2, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + part("IHDR", head) + part("IDAT", uncompressed(rows(width, height, seed))) + part("IEND", [])
  }

  private static func rows(_ width: Int, _ height: Int, _ seed: UInt64) -> [UInt8] {
    var state = seed
    var bytes: [UInt8] = []
    bytes.reserveCapacity(height * (3 * width + 1))
    for _ in 0..<height {
      bytes.append(0)
      for _ in 0..<3 * width {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(UInt8(truncatingIfNeeded: state >> 56))
      }
    }
    return bytes
  }

  /// A zlib stream of stored blocks.
  private static func uncompressed(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var position = 0
    repeat {
      let end = min(position + 65_535, bytes.count)
      let count = UInt16(end - position)
      stream.append(end == bytes.count ? 1 : 0)
      for number in [count, ~count] { stream += [UInt8(number & 255), UInt8(number >> 8)] }
      stream += bytes[position..<end]
      position = end
    } while position < bytes.count
    return stream + bigEndian(adler32(bytes))
  }

  private static func part(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + bytes
    return bigEndian(bytes.count) + named + bigEndian(crc32(named))
  }

  private static func bigEndian(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  private static func adler32(_ bytes: [UInt8]) -> Int {
    var (a, b) = (1, 0)
    for byte in bytes {
      a = (a + Int(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return b << 16 | a
  }

  private static let crcTable: [UInt32] = (0..<256).map { number in
    (0..<8).reduce(UInt32(number)) { crc, _ in crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
  }

  private static func crc32(_ bytes: [UInt8]) -> Int {
    Int(~bytes.reduce(~UInt32(0)) { crcTable[Int(($0 ^ UInt32($1)) & 255)] ^ ($0 >> 8) })
  }
}
