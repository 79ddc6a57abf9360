import Shared

/// What a JPEG's application segments say about how to show it. Of each only what is needed is taken over, into a
/// segment made anew.
struct JPEGHeader {
  private var jfif: [UInt8]?
  private var adobe: [UInt8]?
  private var orientation: Orientation?
  private var profile = JPEGProfileChunks()

  mutating func note(_ segment: ByteReader, application number: Int) throws(Refusal) {
    var reader = segment
    switch number {
    case 0 where reader.take(Self.jfifName) && reader.remaining >= 9: try noteJFIF(&reader)
    case 1 where reader.take(Self.exifName): orientation = orientation ?? Orientation(tiff: reader)
    case 2 where reader.take(Self.profileName): profile.add(reader)
    case 14 where reader.take(Self.adobeName) && reader.remaining >= 7: try noteAdobe(&reader)
    case _: break
    }
  }

  var segments: [UInt8] {
    var bytes: [UInt8] = []
    if let jfif { bytes += Self.segment(0xE0, Self.jfifName + jfif) }
    if let orientation { bytes += Self.segment(0xE1, Self.exifName + orientation.tiff) }
    for chunk in profile.chunks { bytes += Self.segment(0xE2, Self.profileName + chunk) }
    if let adobe { bytes += Self.segment(0xEE, Self.adobeName + adobe) }
    return bytes
  }

  /// Version and pixel density stay; the thumbnail behind them goes.
  private mutating func noteJFIF(_ reader: inout ByteReader) throws(Refusal) {
    guard jfif == nil else { return }
    jfif = reader.bytes[try reader.range(7)] + [0, 0]
  }

  /// Says whether colours are RGB, YCbCr, CMYK or YCCK: without it some pictures show as negatives.
  private mutating func noteAdobe(_ reader: inout ByteReader) throws(Refusal) {
    guard adobe == nil else { return }
    adobe = Array(reader.bytes[try reader.range(7)])
  }

  private static let jfifName = Array("JFIF\0".utf8)
  private static let exifName = Array("Exif\0\0".utf8)
  private static let profileName = Array("ICC_PROFILE\0".utf8)
  private static let adobeName = Array("Adobe".utf8)

  private static func segment(_ code: UInt8, _ payload: [UInt8]) -> [UInt8] {
    [0xFF, code] + UInt16(payload.count + 2).bigEndianBytes + payload
  }
}
