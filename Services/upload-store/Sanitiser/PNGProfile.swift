import Shared

/// The colour profile of a PNG, which is kept compressed there and under a name that may say anything.
struct PNGProfile {
  private let profile: ColourProfile

  /// - Parameter data: a name of up to 79 letters, zero, the method of compression (0), and a zlib stream.
  init?(_ data: ByteReader) {
    let name = data.bytes[data.rest].prefix(80).prefix { $0 != 0 }
    guard (1...79).contains(name.count) else { return nil }
    var reader = data
    do throws(Refusal) {
      _ = try reader.range(name.count)
      guard reader.take([0, 0]) else { return nil }
      guard let profile = ColourProfile(try Inflate.zlib(reader, max: ColourProfile.lengthMax)) else { return nil }
      self.profile = profile
    } catch {
      return nil
    }
  }

  /// Under a name that says nothing, and stored rather than compressed: a profile is small.
  var chunk: [UInt8] {
    PNGChunk.make("iCCP", Array("ICC\0\0".utf8) + Inflate.stored(profile.bytes))
  }
}
