/// Takes what one end of a ZMTP 3 connection sends apart (https://rfc.zeromq.org/spec/23): the greeting, then commands
/// and messages. All keep the bytes as they came, so that they can go on unchanged.
struct WireReader {
  enum Piece {
    /// Some of the greeting's 64 bytes: each end waits for the other's first ones before it sends more.
    case greeting([UInt8])
    /// Handshake and heartbeats.
    case command([UInt8])
    case message(WireMessage)
  }

  private static let greetingLength = 64
  private var buffer: [UInt8] = []
  private var greeted = 0

  mutating func add(_ bytes: some Sequence<UInt8>) { buffer.append(contentsOf: bytes) }

  /// `nil` until more has come.
  mutating func next() -> Piece? {
    if greeted < Self.greetingLength { return greeting() }
    var start = 0
    while let frame = frame(at: start) {
      if frame.isCommand { return .command(take(frame.bytes)) }
      if !frame.hasMore { return .message(WireMessage(bytes: take(0..<frame.bytes.upperBound))) }
      start = frame.bytes.upperBound
    }
    return nil
  }

  private mutating func greeting() -> Piece? {
    let count = min(buffer.count, Self.greetingLength - greeted)
    guard count > 0 else { return nil }
    greeted += count
    return .greeting(take(0..<count))
  }

  /// A command may stand between two frames of one message: it is taken out from between them.
  private mutating func take(_ range: Range<Int>) -> [UInt8] {
    defer { buffer.removeSubrange(range) }
    return Array(buffer[range])
  }

  private func frame(at start: Int) -> WireFrame? { WireFrame(buffer, at: start) }
}

/// One frame: a byte of flags, its size in one byte or eight, its body.
struct WireFrame {
  let hasMore: Bool
  let isCommand: Bool
  let bytes: Range<Int>
  let body: Range<Int>

  /// - Returns: `nil` if it is not all there.
  init?(_ buffer: [UInt8], at start: Int) {
    guard start < buffer.count else { return nil }
    let flags = buffer[start]
    let head = start + (flags & 2 == 0 ? 2 : 9)
    guard head <= buffer.count else { return nil }
    let size = buffer[(start + 1)..<head].reduce(0) { $0 << 8 | Int($1) }
    guard head + size <= buffer.count else { return nil }
    hasMore = flags & 1 != 0
    isCommand = flags & 4 != 0
    bytes = start..<(head + size)
    body = head..<(head + size)
  }
}

/// A message with all its frames, as it came.
struct WireMessage: Sendable {
  let bytes: [UInt8]

  /// The letter by which the bus tells its messages apart: `Q`, `R`, `C`, …
  var kind: Character {
    guard let frame = WireFrame(bytes, at: 0), let first = bytes[frame.body].first else { return "?" }
    return Character(UnicodeScalar(first))
  }
}
