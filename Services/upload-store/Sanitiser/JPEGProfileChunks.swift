import Shared

/// A colour profile does not fit into one JPEG segment, so it comes in numbered chunks.
struct JPEGProfileChunks {
  private var found: [Int: ArraySlice<UInt8>] = [:]
  private var count: Int?
  private var isBroken = false

  /// Chunk number, number of chunks, and bytes. A series that does not add up counts as no profile, as in every
  /// decoder.
  mutating func add(_ segment: ByteReader) {
    var reader = segment
    do throws(Refusal) {
      let number = Int(try reader.byte())
      let total = Int(try reader.byte())
      isBroken = isBroken || (count ?? total) != total || !(1...max(total, 1)).contains(number) || found[number] != nil
      count = total
      found[number] = reader.bytes[reader.rest]
    } catch {
      isBroken = true
    }
  }

  /// The cleaned profile, in chunks with their numbers in front.
  var chunks: [[UInt8]] {
    guard !isBroken, found.count == count else { return [] }
    let whole = found.sorted { $0.key < $1.key }.flatMap(\.value)
    guard let profile = ColourProfile(whole) else { return [] }
    let starts = Array(stride(from: 0, to: profile.bytes.count, by: Self.chunkLength))
    return starts.enumerated().map { index, start in
      [UInt8(index + 1), UInt8(starts.count)] + profile.bytes[start...].prefix(Self.chunkLength)
    }
  }

  private static let chunkLength = 65_519
}
