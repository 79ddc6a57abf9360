import Shared

/// Files that are recognised only to say clearly why they are not taken.
struct ForeignFile {
  let refusal: Refusal

  init?(head: ArraySlice<UInt8>) {
    if let name = Self.images.first(where: { head.starts(with: $0.start) })?.name ?? Self.container(head) {
      refusal = .unsupported("\(name) is not taken")
    } else if Self.brand(head) != nil {
      refusal = Refusal(.notAnImage, "This file is a video or another kind of media: send a photo (JPEG, PNG or HEIC)")
    } else {
      return nil
    }
  }

  /// The main brand of a file of the ISO base media family (HEIC, AVIF, MP4 ...).
  static func brand(_ head: ArraySlice<UInt8>) -> String? {
    guard head.count >= 12, head.dropFirst(4).starts(with: "ftyp".utf8) else { return nil }
    return String(decoding: head.dropFirst(8).prefix(4), as: UTF8.self)
  }

  private static let images: [(start: [UInt8], name: String)] = [
    (Array("GIF8".utf8), "A GIF"), (Array("II*\0".utf8), "A TIFF or raw photo"),
    (Array("MM\0*".utf8), "A TIFF or raw photo"),
    (Array("BM".utf8), "A BMP"), (Array("8BPS".utf8), "A Photoshop file"), ([0, 0, 1, 0], "An icon"),
    ([0xFF, 0x0A], "A JPEG XL"), (Array("\0\0\0\u{C}JXL ".utf8), "A JPEG XL"),
    (Array("\0\0\0\u{C}jP  ".utf8), "A JPEG 2000"),
  ]

  private static func container(_ head: ArraySlice<UInt8>) -> String? {
    if head.starts(with: "RIFF".utf8), head.dropFirst(8).starts(with: "WEBP".utf8) { return "A WebP" }
    switch brand(head) {
    case "avif", "avis": return "An AVIF"
    case "hevc", "hevx", "msf1": return "A HEIC sequence"
    case _: break
    }
    let text = String(decoding: head, as: UTF8.self).lowercased().drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    return text.hasPrefix("<svg") || text.hasPrefix("<?xml") ? "An SVG or XML file" : nil
  }
}
