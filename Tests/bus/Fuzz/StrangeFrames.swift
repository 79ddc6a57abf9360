import TestSupport

@testable import Shared

/// What a stranger may say: messages of ours, damaged; noise; and frames about streams, also those that are not his.
struct StrangeFrames {
  enum Side { case client, server }

  private let side: Side
  private var random: Seeded
  var streams: [Envelope.ID]

  init(from side: Side, _ random: Seeded, about streams: [Envelope.ID] = []) {
    self.side = side
    self.random = random
    self.streams = streams
  }

  /// Whether this makes no sense to a bus, coming from this side.
  func isMalformed(_ parts: [[UInt8]]) -> Bool {
    guard let frame = parts[0].withUnsafeBytes({ Frame($0) }), parts.count == frame.kind.parts else { return true }
    do {
      switch (frame.kind, side) {
      case (.request, .client): _ = try parts[1].withUnsafeBytes { try Envelope(encoded: $0) }
      case (.reply, .server): _ = try parts[1].withUnsafeBytes { try ReplyEnvelope(encoded: $0) }
      case (.request, .server), (.reply, .client): return true
      case (.cancel, _), (.chunk, _), (.end, _), (.abort, _), (.probe, _), (.grant, _), (.stop, _): return false
      }
      return false
    } catch {
      return true
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

  private mutating func message() throws -> [[UInt8]] { try side == .client ? request() : reply() }

  private mutating func reply() throws -> [[UInt8]] {
    let status: ReplyEnvelope.Status = random.below(2) == 0 ? .done : .refused
    let envelope = ReplyEnvelope(
      to: streams[random.below(streams.count)], status: status, kind: "said", schema: 1, sentAt: WallClock.system.now(),
      attachment: random.below(2) == 0 ? AttachmentHead(length: nil) : nil)
    let payload =
      try status == .done
      ? Coding.encode(EchoReply.said("hello")) : Coding.encode(Refusal(.conflict, "As you were."))
    return [Frame(.reply).header, envelope.encoded(), payload]
  }

  private mutating func request() throws -> [[UInt8]] {
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
