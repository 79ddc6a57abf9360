import Foundation

/// A photo whose picture's data are noise with a canary in it, again and again: wherever the photo can be read, the
/// canary is found.
struct PlantedPhoto {
  /// In every planted photo, and in the name and the address of every person.
  static let canary = "canary-5d1f70c2"
  private static let side = 64

  let bytes: [UInt8]

  /// Each is another.
  init() {
    let size = Self.bigEndian(UInt32(Self.side))
    var data: [UInt8] = []
    // Each row begins with its filter: none. Three bytes a pixel.
    for _ in 0..<Self.side {
      let noise = (0..<Self.side * 3 - Self.canary.utf8.count).map { _ in UInt8.random(in: 0...255) }
      data += [0] + Array(Self.canary.utf8) + noise
    }
    bytes =
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Self.chunk("IHDR", size + size + [8, 2, 0, 0, 0])
      + Self.chunk("IDAT", Self.zlib(data)) + Self.chunk("IEND", [])
  }

  /// One stored block.
  private static func zlib(_ data: [UInt8]) -> [UInt8] {
    let length = UInt16(data.count)
    let lengths = [length, ~length].flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in data {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return [0x78, 0x01, 1] + lengths + data + bigEndian(high << 16 | low)
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    var remainder = UInt32.max
    for byte in body {
      remainder ^= UInt32(byte)
      for _ in 0..<8 { remainder = remainder & 1 == 1 ? 0xEDB8_8320 ^ (remainder >> 1) : remainder >> 1 }
    }
    return bigEndian(UInt32(data.count)) + body + bigEndian(~remainder)
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
