/// Bytes that lie in several places, one part behind the other: a picture freed of its metadata is mostly what came,
/// left where it is.
struct JoinedBytes: Sendable {
  private var parts: [ArraySlice<UInt8>] = []
  /// The first of the parts that is left.
  private var first = 0
  private(set) var count = 0

  init(_ bytes: [UInt8] = []) { append(bytes[...]) }

  mutating func append(_ part: ArraySlice<UInt8>) {
    guard !part.isEmpty else { return }
    parts.append(part)
    count += part.count
  }

  /// Takes bytes off, `size` or as many as there are. They are copied only where parts meet in them.
  mutating func removeFirst(_ size: Int) -> ArraySlice<UInt8> {
    var taken: ArraySlice<UInt8> = []
    while taken.count < size, first < parts.count {
      let piece = parts[first].prefix(size - taken.count)
      if taken.isEmpty { taken = piece } else { taken += piece }
      parts[first] = parts[first].dropFirst(piece.count)
      if parts[first].isEmpty { first += 1 }
    }
    count -= taken.count
    return taken
  }

  /// A copy of them all.
  var bytes: [UInt8] { Array(parts[first...].joined()) }
}

extension JoinedBytes: Equatable {
  /// It does not matter where they lie.
  static func == (one: Self, other: Self) -> Bool { one.count == other.count && one.bytes == other.bytes }
}
