import Shared

/// An ICC colour profile, cleaned: what turns colours into colours stays, in a file made anew. Makers put names, dates
/// and even the serial numbers of displays into profiles; these go.
struct ColourProfile {
  let bytes: [UInt8]

  /// Profiles of printers, the largest, have about two megabytes.
  static let lengthMax = 4_000_000
  static let tagsMax = 100

  private typealias Tag = (name: FourLetters, data: Range<Int>)

  /// - Returns: nil if it is no profile that a decoder could use. Then the picture is shown without one.
  init?(_ profile: [UInt8]) {
    do throws(Refusal) {
      guard profile.count <= Self.lengthMax, try Self.isHeader(profile) else { return nil }
      let tags = try Self.tags(profile)
      // Overlapping tags could make of a small profile a large one.
      guard !tags.isEmpty, Set(tags.map(\.data)).reduce(0, { $0 + $1.count }) <= profile.count else { return nil }
      bytes = Self.assembled(profile, tags)
      guard bytes.count <= Self.lengthMax else { return nil }
    } catch {
      return nil
    }
  }

  private static let headerLength = 128

  private static func isHeader(_ profile: [UInt8]) throws(Refusal) -> Bool {
    var reader = ByteReader(profile)
    guard try reader.number(4) <= profile.count else { return false }
    _ = try reader.range(8)
    let (kind, space, connection) = (try reader.name(), try reader.name(), try reader.name())
    _ = try reader.range(12)
    return try reader.name() == "acsp" && kinds.contains(kind) && spaces.contains(space)
      && ["XYZ ", "Lab "].contains(connection)
  }

  /// The tags that stay, each with data of a type that can hold numbers only.
  private static func tags(_ profile: [UInt8]) throws(Refusal) -> [Tag] {
    var reader = ByteReader(profile)
    _ = try reader.range(headerLength)
    let count = try reader.number(4)
    guard count <= tagsMax else { return [] }
    var tags: [Tag] = []
    for _ in 0..<count {
      let name = try reader.name()
      let (offset, length) = (try reader.number(4), try reader.number(4))
      var data = ByteReader(profile)
      _ = try data.range(offset)
      var content = try data.part(length)
      guard keptTags.contains(name), keptTypes.contains(try content.name()) else { continue }
      if !tags.contains(where: { $0.name == name }) { tags.append((name, offset..<offset + length)) }
    }
    return tags
  }

  /// Header, table of tags, and their data; tags that share their data go on sharing it.
  private static func assembled(_ profile: [UInt8], _ tags: [Tag]) -> [UInt8] {
    let texts = ICCText.required(isVersion2: profile[8] < 4)
    var table = UInt32(tags.count + texts.count).bigEndianBytes
    let start = headerLength + 4 + (tags.count + texts.count) * 12
    var content: [UInt8] = []
    func place(_ data: ArraySlice<UInt8>) -> Int {
      defer { content += data + [UInt8](repeating: 0, count: (4 - data.count % 4) % 4) }
      return start + content.count
    }
    func enter(_ name: FourLetters, _ offset: Int, _ length: Int) {
      table += name.bytes
      table += UInt32(offset).bigEndianBytes
      table += UInt32(length).bigEndianBytes
    }
    var places: [Range<Int>: Int] = [:]
    for tag in tags {
      let offset = places[tag.data] ?? place(profile[tag.data])
      places[tag.data] = offset
      enter(tag.name, offset, tag.data.count)
    }
    for text in texts { enter(text.name, place(text.data[...]), text.data.count) }
    return header(profile, length: start + content.count) + table + content
  }

  /// Version, kinds, flags, intent and white point stay; maker, model, date and identity go.
  private static func header(_ profile: [UInt8], length: Int) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: headerLength)
    for kept in [8..<24, 36..<40, 44..<48, 56..<80] { header.replaceSubrange(kept, with: profile[kept]) }
    header.replaceSubrange(0..<4, with: UInt32(length).bigEndianBytes)
    header.replaceSubrange(24..<30, with: [0x07, 0xD0, 0, 1, 0, 1])
    return header
  }

  private static let kinds: Set<FourLetters> = ["mntr", "scnr", "spac", "prtr"]
  private static let spaces: Set<FourLetters> = ["RGB ", "GRAY", "CMYK"]
  private static let keptTags: Set<FourLetters> = [
    "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC", "kTRC", "wtpt", "bkpt", "chad", "cicp",
    "A2B0", "A2B1", "A2B2", "B2A0", "B2A1", "B2A2", "gamt",
  ]
  private static let keptTypes: Set<FourLetters> = [
    "XYZ ", "curv", "para", "sf32", "mft1", "mft2", "mAB ", "mBA ", "cicp",
  ]
}
