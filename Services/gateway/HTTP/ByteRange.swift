import Shared

/// Which bytes of something are wanted (RFC 9110, section 14): one range; anything else means all of it.
enum ByteRange: Equatable {
  case whole
  case part(Range<Int>)

  /// - Parameter header: such as `bytes=0-99`, `bytes=100-` or `bytes=-50`.
  init(_ header: String?, of length: Int) throws(Refusal) {
    guard let match = header?.wholeMatch(of: /bytes=([0-9]{0,15})-([0-9]{0,15})/) else {
      self = .whole
      return
    }
    switch (Int(match.1), Int(match.2)) {
    case (nil, nil): self = .whole
    case (nil, let last?): self = .part(try Self.checked(max(0, length - last)..<length, length))
    case (let first?, nil): self = .part(try Self.checked(first..<max(first, length), length))
    case (let first?, let last?) where first > last: self = .whole
    case (let first?, let last?): self = .part(try Self.checked(first..<max(first, min(last + 1, length)), length))
    }
  }

  private static func checked(_ range: Range<Int>, _ length: Int) throws(Refusal) -> Range<Int> {
    guard !range.isEmpty else {
      throw Refusal(.rangeNotSatisfiable, "There are \(length) bytes, and none of those that you ask for.")
    }
    return range
  }
}
