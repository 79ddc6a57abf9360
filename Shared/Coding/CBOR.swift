/// The form that messages have between processes: CBOR (RFC 8949), the binary sister of JSON.
///
/// What `Codable` calls a keyed container is a map with text keys, an unkeyed one an array. A `Moment` is a whole
/// number of milliseconds, for times are most of what a message's coding would cost. Everything else is what it is in
/// JSON.
enum CBOR {
  /// The upper three bits of an item's first byte.
  enum Major: UInt8 { case unsigned = 0, negative, bytes, text, array, map, tag, simple }

  static let `false`: UInt8 = 0xf4
  static let `true`: UInt8 = 0xf5
  static let null: UInt8 = 0xf6
  static let double: UInt8 = 0xfb
  static let end: UInt8 = 0xff
  static let emptyMap: UInt8 = 0xa0

  /// How deep values may lie in each other. No message of ours comes near; a made-up one must not exhaust the stack.
  static let depthMax = 32
  /// The same for arrays, maps and tags: an enum's case with values is two maps.
  static let containersMax = 2 * depthMax

  /// What is wrong with the bytes, never what is in them.
  enum Malformed: Error, Equatable {
    case truncated
    case unexpected(at: Int)
    case notUTF8(at: Int)
    case tooDeep
    case outOfRange(at: Int)
    case left(count: Int)
  }
}
