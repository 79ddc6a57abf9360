import Shared
import TestSupport
import Testing

@testable import upload_store

/// A parser of what strangers send, with files that it lets through.
enum FuzzTarget: String, CaseIterable, Codable, CustomTestStringConvertible {
  case jpeg, png, heic, profile, inflate, document

  var testDescription: String { rawValue }

  var samples: [[UInt8]] {
    switch self {
    case .jpeg: sanitised("image/jpeg")
    case .png: sanitised("image/png") + [SamplePNG.profiled.bytes]
    case .heic: sanitised("image/heic")
    case .profile: [SampleProfile().bytes]
    case .inflate: [Inflate.stored(SampleProfile().bytes), InflateTests.fixed]
    case .document: Self.documents.map { Array($0.utf8) }
    }
  }

  private func sanitised(_ contentType: String) -> [[UInt8]] {
    SanitiserMutationTests.samples.filter { $0.contentType == contentType }.map(\.bytes)
  }

  private static let documents = [
    "<?xml version=\"1.0\"?>\n<List xmlns=\"x\"><Key>a &lt;&amp;&#x62;&#99;&gt;</Key><Empty/><Item>2</Item></List>",
    "<Error><Code>SlowDown</Code><Message>later</Message></Error>",
  ]

  /// A file that a check sum would give away is worth nothing here.
  func mended(_ bytes: [UInt8]) -> [UInt8] { self == .png ? PNGChunk.summedUp(bytes) : bytes }

  /// - Returns: whether the parser takes it.
  /// - Throws: `InVain` if it takes what it should not.
  func takes(_ bytes: [UInt8]) throws -> Bool {
    switch self {
    case .jpeg: return try comesOutClean(bytes, "image/jpeg")
    case .png: return try comesOutClean(bytes, "image/png")
    case .heic: return try comesOutClean(bytes, "image/heic")
    case .profile:
      guard let clean = ColourProfile(bytes)?.bytes else { return false }
      guard ColourProfile(clean)?.bytes == clean else { throw InVain("a clean profile is not let through as it is") }
      return true
    case .inflate:
      guard let plain = inflated(bytes) else { return false }
      guard plain.count <= Self.inflatedMax else { throw InVain("more than allowed is inflated") }
      return true
    case .document: return S3Document(bytes) != nil
    }
  }

  private static let inflatedMax = 100_000

  private func inflated(_ bytes: [UInt8]) -> [UInt8]? {
    do throws(Refusal) { return try Inflate.zlib(ByteReader(bytes), max: Self.inflatedMax) } catch { return nil }
  }

  private func comesOutClean(_ bytes: [UInt8], _ contentType: String) throws -> Bool {
    let photo: SanitisedPhoto
    do throws(Refusal) { photo = try Sanitiser.sanitise(bytes, declared: contentType) } catch { return false }
    guard try Sanitiser.sanitise(photo.bytes, declared: contentType) == photo else {
      throw InVain("a clean photo is not let through as it is")
    }
    return true
  }
}

extension PNGChunk {
  /// The same file with the check sum of each chunk made right, as far as chunks follow each other.
  static func summedUp(_ bytes: [UInt8]) -> [UInt8] {
    var (bytes, index) = (bytes, 8)
    while index + 12 <= bytes.count {
      let length = bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = index + 8 + length
      guard end + 4 <= bytes.count else { break }
      var sum = CRC32()
      sum.add(bytes[index + 4..<end])
      for place in 0..<4 { bytes[end + place] = UInt8(truncatingIfNeeded: sum.value >> (24 - 8 * place)) }
      index = end + 4
    }
    return bytes
  }
}

extension SamplePNG {
  /// With a colour profile, a palette and what belongs to it.
  static var profiled: SamplePNG {
    var sample = SamplePNG()
    sample.header = header(width: 2, height: 2, colour: 3)
    sample.before = [
      PNGChunk.make("iCCP", Array("name\0\0".utf8) + Inflate.stored(SampleProfile().bytes)),
      PNGChunk.make("PLTE", [1, 2, 3, 4, 5, 6]), PNGChunk.make("tRNS", [1, 2]),
      PNGChunk.make("eXIf", Array(SampleJPEG.exif(orientation: 3).dropFirst(10))),
    ]
    return sample
  }
}
