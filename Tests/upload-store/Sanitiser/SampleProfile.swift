@testable import upload_store

/// A colour profile put together by hand: an RGB display profile that tells more than colours.
struct SampleProfile {
  var tags: [(name: FourLetters, data: [UInt8])] = [
    ("desc", Array("desc\0\0\0\0\0\0\0\u{5}Anna\0".utf8) + SampleJPEG.canary),
    ("rXYZ", Array("XYZ \0\0\0\0".utf8) + [UInt8](repeating: 1, count: 12)),
    ("rTRC", Array("curv\0\0\0\0\0\0\0\u{1}\u{2}\0".utf8)),
    ("mmod", Array("mmod\0\0\0\0".utf8) + SampleJPEG.canary),
  ]

  var bytes: [UInt8] {
    var content: [UInt8] = []
    var table = UInt32(tags.count).bigEndianBytes
    for tag in tags {
      table += tag.name.bytes + UInt32(132 + tags.count * 12 + content.count).bigEndianBytes
      table += UInt32(tag.data.count).bigEndianBytes
      content += tag.data + [UInt8](repeating: 0, count: (4 - tag.data.count % 4) % 4)
    }
    return header(length: 128 + table.count + content.count) + table + content
  }

  private func header(length: Int) -> [UInt8] {
    var header = UInt32(length).bigEndianBytes + Array("appl".utf8) + [2, 0x10, 0, 0] + Array("mntrRGB XYZ ".utf8)
    header += [7, 0xE8, 0, 5, 0, 6, 0, 7, 0, 8, 0, 9] + Array("acspAPPL\0\0\0\0MakeModl".utf8)
    return header + [UInt8](repeating: 0, count: 128 - header.count)
  }
}
