import Shared

/// Walks through a PNG's chunks and puts those together again that show the picture. Text, times, the pictures of an
/// animation after its first, everything unknown, and whatever follows the last chunk are left behind.
struct PNGSanitiser {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  /// 20 MB in chunks of 4 KB, as the smallest writers make them, are 5,000.
  static let chunksMax = 20_000

  private let bytes: [UInt8]
  private let header: PNGHeader
  private var palette: Int?
  private var orientation: Orientation?
  /// Of chunks of one name, the first counts: else a thousand damaged profiles would be a thousand times the work.
  private var seen: Set<FourLetters> = []
  private var data = Data.awaited
  /// All that is written before the picture's data.
  private var head: [UInt8]
  /// Where the picture's data is in the file, chunk by chunk.
  private var kept: [Range<Int>] = []

  /// The chunks with the picture stand together.
  private enum Data {
    /// Can become: `running`.
    case awaited
    /// Can become: `over`.
    case running
    case over
  }

  static func sanitise(_ bytes: [UInt8]) throws(Refusal) -> SanitisedPhoto {
    var reader = ByteReader(bytes)
    _ = try reader.range(signature.count)
    var sanitiser = try Self(first: try PNGChunk(&reader), of: bytes)
    for _ in 0..<chunksMax {
      let chunk = try PNGChunk(&reader)
      if chunk.name == "IEND" { return try sanitiser.assembled(end: chunk) }
      try sanitiser.note(chunk)
    }
    throw .malformed("it has too many chunks")
  }

  private init(first chunk: PNGChunk, of bytes: [UInt8]) throws(Refusal) {
    guard chunk.name == "IHDR" else { throw .malformed("its header is missing") }
    self.bytes = bytes
    header = try PNGHeader(chunk.data)
    head = Self.signature + bytes[chunk.whole]
  }

  private mutating func note(_ chunk: PNGChunk) throws(Refusal) {
    if chunk.name == "IDAT" { return try noteData(chunk) }
    if data == .running { data = .over }
    switch chunk.name {
    case "PLTE": try notePalette(chunk)
    case "eXIf": orientation = orientation ?? Orientation(tiff: chunk.data)
    case _ where chunk.isCritical: throw .malformed("a chunk is out of place")
    case _: noteColour(chunk)
    }
  }

  private mutating func noteData(_ chunk: PNGChunk) throws(Refusal) {
    guard data != .over else { throw .malformed("its picture is torn apart") }
    guard header.colour != .indexed || palette != nil else { throw .malformed("its palette is missing") }
    data = .running
    if let last = kept.last, last.upperBound == chunk.whole.lowerBound {
      kept[kept.count - 1] = last.lowerBound..<chunk.whole.upperBound
    } else {
      kept.append(chunk.whole)
    }
  }

  private mutating func notePalette(_ chunk: PNGChunk) throws(Refusal) {
    let (count, rest) = chunk.data.remaining.quotientAndRemainder(dividingBy: 3)
    guard palette == nil, data == .awaited, rest == 0, count > 0, count <= header.paletteMax else {
      throw .malformed("its palette")
    }
    palette = count
    head += bytes[chunk.whole]
  }

  /// A decoder passes over such a chunk that is damaged, doubled or out of place; so does this.
  private mutating func noteColour(_ chunk: PNGChunk) {
    let isTooLate = palette != nil && PNGColourChunk.beforePalette.contains(chunk.name)
    let isTooEarly = palette == nil && header.colour == .indexed && PNGColourChunk.afterPalette.contains(chunk.name)
    guard data == .awaited, !isTooLate, !isTooEarly, seen.insert(chunk.name).inserted else { return }
    if chunk.name == "iCCP", let profile = PNGProfile(chunk.data) {
      head += profile.chunk
    } else if PNGColourChunk.isSound(chunk, in: header, palette: palette ?? 0) {
      head += bytes[chunk.whole]
    }
  }

  private func assembled(end chunk: PNGChunk) throws(Refusal) -> SanitisedPhoto {
    guard data != .awaited, chunk.data.isAtEnd else { throw .malformed("it has no picture") }
    let exif = orientation.map { PNGChunk.make("eXIf", $0.tiff) } ?? []
    var output = JoinedBytes(head + exif)
    for range in kept { output.append(bytes[range]) }
    output.append(bytes[chunk.whole])
    return SanitisedPhoto(
      file: output, contentType: ImageKind.png.rawValue, width: header.size.width, height: header.size.height)
  }
}
