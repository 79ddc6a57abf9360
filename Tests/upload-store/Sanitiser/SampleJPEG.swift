@testable import upload_store

/// A JPEG put together by hand, part by part, so that each rule can be tested with a file that breaks this rule alone.
struct SampleJPEG {
  static let canary = Array("CANARY-52.5163N-13.3777E".utf8)

  var applications: [[UInt8]] = [jfif]
  var tables: [[UInt8]] = [
    segment(0xDB, [0] + [UInt8](repeating: 1, count: 64)),
    segment(0xC4, [0] + [0, 1] + [UInt8](repeating: 0, count: 14) + [0]),
  ]
  var frame = frame(0xC0, width: 16, height: 8)
  var scans: [[UInt8]] = [segment(0xDA, [1, 1, 0, 0, 63, 0]) + entropy]
  var end: [UInt8] = [0xFF, 0xD9]
  var trailer: [UInt8] = []

  var bytes: [UInt8] {
    [0xFF, 0xD8] + applications.joined() + tables.joined() + frame + scans.joined() + end + trailer
  }

  /// With everything that phones, cameras and editors add.
  static var laden: Self {
    var sample = Self()
    sample.applications = [
      segment(0xE0, Array("JFIF\0".utf8) + [1, 2, 0, 0, 1, 0, 1, 1, 1] + canary.prefix(3)),
      exif(orientation: 6),
      segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + canary),
      segment(0xE2, Array("MPF\0".utf8) + canary),
      segment(0xED, Array("Photoshop 3.0\0".utf8) + canary),
      segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 1] + canary),
      segment(0xE7, canary), segment(0xFE, canary),
    ]
    sample.trailer = Self().bytes + canary
    return sample
  }

  static let jfif = segment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0])
  static let entropy: [UInt8] = [0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56, 0xFF, 0x00]

  static func segment(_ code: UInt8, _ payload: [UInt8]) -> [UInt8] {
    [0xFF, code] + UInt16(payload.count + 2).bigEndianBytes + payload
  }

  static func frame(_ code: UInt8, width: UInt16, height: UInt16, precision: UInt8 = 8) -> [UInt8] {
    segment(code, [precision] + height.bigEndianBytes + width.bigEndianBytes + [1, 1, 0x11, 0])
  }

  /// With a description before the orientation, as cameras write it.
  static func exif(orientation: UInt16, isLittle: Bool = false) -> [UInt8] {
    func number(_ value: some FixedWidthInteger) -> [UInt8] {
      isLittle ? value.bigEndianBytes.reversed() : value.bigEndianBytes
    }
    var tiff = Array((isLittle ? "II" : "MM").utf8) + number(UInt16(42)) + number(UInt32(8)) + number(UInt16(2))
    tiff += number(UInt16(0x010E)) + number(UInt16(2)) + number(UInt32(canary.count)) + number(UInt32(38))
    tiff += number(UInt16(0x0112)) + number(UInt16(3)) + number(UInt32(1)) + number(orientation) + [0, 0]
    tiff += number(UInt32(0))
    return segment(0xE1, Array("Exif\0\0".utf8) + tiff + canary)
  }
}
