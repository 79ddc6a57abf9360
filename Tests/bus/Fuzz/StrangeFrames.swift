import TestSupport

@testable import Shared

/// What a stranger may say: messages of ours, damaged; noise; and frames about streams that are not his.
struct StrangeFrames {
  private var random: Seeded
  private let streams: [Envelope.ID]

  /// - Parameter streams: those of others.
  init(_ random: Seeded, about streams: [Envelope.ID]) {
    self.random = random
    self.streams = streams
  }

  /// Whether this makes no sense to any bus that others ask.
  static func isMalformed(_ parts: [[UInt8]]) -> Bool {
    guard let frame = parts[0].withUnsafeBytes({ Frame($0) }), parts.count == frame.kind.parts else { return true }
    switch frame.kind {
    case .request:
      do {
        _ = try parts[1].withUnsafeBytes { try Envelope(encoded: $0) }
        return false
      } catch {
        return true
      }
    case .reply: return true
    case .cancel, .chunk, .end, .abort, .probe, .grant, .stop: return false
    }
  }

  mutating func next() throws -> [[UInt8]] {
    switch random.below(10) {
    case 0...3: damaged(try message())
    case 4: torn(try message())
    case 5: (0...random.below(10)).map { _ in random.bytes(random.below(100)) }
    case 6...8: aboutStream(streams[random.below(streams.count)])
    case _: aboutStream(Envelope.ID(bytes: random.bytes(16)))
    }
  }

  mutating func name() -> [UInt8] { [1 + UInt8(random.below(255))] + random.bytes(random.below(254)) }

  private mutating func message() throws -> [[UInt8]] {
    let requests: [EchoRequest] = [.say("hello"), .swallow, .give(bytes: 1000)]
    let request = requests[random.below(requests.count)]
    let envelope = Envelope.of(
      request, id: Envelope.ID(bytes: random.bytes(16)), within: .seconds(1),
      attachment: request == .swallow ? AttachmentHead(length: nil) : nil)
    return [Frame(.request).header, envelope.encoded(), try Coding.encode(request)]
  }

  private mutating func damaged(_ parts: [[UInt8]]) -> [[UInt8]] {
    var parts = parts
    let (index, other) = (random.below(parts.count), parts[random.below(parts.count)])
    parts[index] = Mutation.of(parts[index], with: other, most: 2, &random)
    return parts
  }

  /// One part too many or too few, or in the wrong place.
  private mutating func torn(_ parts: [[UInt8]]) -> [[UInt8]] {
    var parts = parts
    switch random.below(3) {
    case 0: parts.remove(at: random.below(parts.count))
    case 1: parts.insert(random.bytes(20), at: random.below(parts.count + 1))
    case _: parts.shuffle(using: &random)
    }
    return parts
  }

  private mutating func aboutStream(_ stream: Envelope.ID) -> [[UInt8]] {
    let kinds: [Frame.Kind] = [.cancel, .chunk, .end, .abort, .probe, .grant, .stop]
    let kind = kinds[random.below(kinds.count)]
    let header = Frame(kind, stream, number: UInt32(random.below(10))).header
    return kind.parts == 1 ? [header] : [header, random.bytes(32)]
  }
}
