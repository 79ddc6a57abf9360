import Crypto
import Foundation
import Shared

/// Photos for a rehearsal: tiles of random colours, on which nobody can be seen, as PNG.
struct RehearsalPhoto {
  /// What Astria asks for at least.
  static let width = 512
  private static let tile = 32
  private static let colours = 16
  private static let tilesAcross = width / tile

  private let palette: [UInt8]
  private let tiles: [UInt8]

  /// - Parameter name: the same gives the same photo, so that a repeat sends no other one.
  init(_ name: String) {
    palette = Self.draw(3 * Self.colours, "\(name) palette")
    tiles = Self.draw(Self.tilesAcross * Self.tilesAcross, "\(name) tiles").map { $0 & 15 }
  }

  private static func draw(_ count: Int, _ name: String) -> [UInt8] {
    let blocks = (0...count / 32).map { SHA256.hash(data: Data("\(name) \($0)".utf8)) }
    return Array(blocks.joined().prefix(count))
  }

  /// Four bits a pixel with a palette; not compressed, which is small enough and needs no library.
  var png: [UInt8] {
    let size = Self.bigEndian(UInt32(Self.width))
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Self.chunk("IHDR", size + size + [4, 3, 0, 0, 0])
      + Self.chunk("PLTE", palette) + Self.chunk("IDAT", Self.zlib(rows)) + Self.chunk("IEND", [])
  }

  /// Each begins with its filter (none); two pixels share a byte, and a tile is an even number of pixels wide.
  private var rows: [UInt8] {
    var bytes: [UInt8] = []
    for row in 0..<Self.width {
      let first = row / Self.tile * Self.tilesAcross
      bytes.append(0)
      for colour in tiles[first..<first + Self.tilesAcross] {
        bytes.append(contentsOf: repeatElement(colour << 4 | colour, count: Self.tile / 2))
      }
    }
    return bytes
  }

  /// A zlib stream (RFC 1950) of stored deflate blocks (RFC 1951).
  private static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: bytes.count, by: 65_535) {
      let end = min(start + 65_535, bytes.count)
      let length = UInt16(end - start)
      stream.append(end == bytes.count ? 1 : 0)
      for number in [length, ~length] { stream += [UInt8(number & 255), UInt8(number >> 8)] }
      stream += bytes[start..<end]
    }
    return stream + bigEndian(adler(bytes))
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return bigEndian(UInt32(data.count)) + body + bigEndian(cyclicRedundancy(body))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return high << 16 | low
  }

  private static func cyclicRedundancy(_ bytes: [UInt8]) -> UInt32 {
    var remainder = UInt32.max
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 { remainder = remainder & 1 == 1 ? 0xEDB8_8320 ^ (remainder >> 1) : remainder >> 1 }
    }
    return ~remainder
  }
}
