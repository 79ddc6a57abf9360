/// A JPEG as large as wanted: a frame of 12 megapixels, and chance where a picture would be. Nobody who only reads its
/// structure can tell.
enum SamplePhoto {
  static func make(bytes count: Int) -> [UInt8] {
    var photo: [UInt8] = [0xFF, 0xD8]
    photo += segment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0])
    photo += segment(0xE1, Array("Exif\0\0".utf8) + Array("MM\0*".utf8) + [0, 0, 0, 8, 0, 0, 0, 0, 0, 0])
    photo += segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
    photo += segment(0xC4, [0] + [0, 1] + [UInt8](repeating: 0, count: 14) + [0])
    photo += segment(0xC0, [8, 0x0B, 0xB8, 0x0F, 0xA0, 1, 1, 0x11, 0])
    photo += segment(0xDA, [1, 1, 0, 0, 63, 0])
    var state: UInt64 = 1
    while photo.count < count - 2 {
      state = state &* 6_364_136_223_846_793_005 &+ 1
      let byte = UInt8(truncatingIfNeeded: state >> 33)
      // As in a real one, now and then a byte of 255 is followed by a 0.
      photo += byte == 0xFF ? [0xFF, 0] : [byte]
    }
    return photo + [0xFF, 0xD9]
  }

  private static func segment(_ code: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let length = payload.count + 2
    return [0xFF, code, UInt8(length >> 8), UInt8(length & 255)] + payload
  }
}
