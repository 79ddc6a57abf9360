import Foundation
import TestSupport
import Testing

@testable import Shared

/// Whatever comes: it is read as something that can be written again, or refused. It ends nobody's process, takes no
/// time and leaves nothing behind.
@Suite(.timeLimit(.minutes(15))) struct DecoderFuzzTests {
  private static let processes = 2

  /// In processes of their own, so that a crash ends the test and not the run.
  @Test func whateverComesIsReadOrRefused() async throws {
    var random = Seeded.announced()
    let (seed, count) = (random.next(), Scale.pick(20_000, all: 1_000_000))
    await withTaskGroup(of: Void.self) { group in
      for part in 0..<Self.processes {
        group.addTask { await Self.run(from: part * count / Self.processes, count / Self.processes, seed) }
      }
    }
  }

  private static func run(from first: Int, _ count: Int, _ seed: UInt64) async {
    await #expect(processExitsWith: .success) { [first = first as Int, count = count as Int, seed = seed as UInt64] in
      var fuzz = try DecoderFuzz(seed: seed)
      var before = 0
      for index in 0..<count {
        // Whatever hangs is ended by this; the last line says where it was.
        if index % 1000 == 0 {
          alarm(60)
          FileHandle.standardError.write(Data("Seed \(seed), from item \(first + index) on\n".utf8))
        }
        if index == count / 4 { before = try Memory.resident }
        try fuzz.item(first + index)
      }
      let growth = try Memory.resident - before
      #expect(growth < Memory.noise, "\(growth) bytes are left behind")
      #expect(fuzz.accepted > count / 25, "Little is tested by what is refused at once.")
    }
  }
}

/// One item after another, each made from the seed and its number alone.
private struct DecoderFuzz {
  let seed: UInt64
  /// How many made sense in spite of all.
  private(set) var accepted = 0
  private let types: [SampledType]
  private let messages: [(bytes: [UInt8], type: SampledType)]
  private let envelopes = MessageSamples.envelopes.map { $0.encoded() }
  private let replyEnvelopes = MessageSamples.replyEnvelopes.map { $0.encoded() }
  private let headers: [[UInt8]]

  init(seed: UInt64) throws {
    self.seed = seed
    messages = try MessageSamples.all.map { (try Coding.encode($0.message), $0.type) }
    types = Dictionary(messages.map { ($0.type.name, $0.type) }) { first, _ in first }.values.sorted {
      $0.name < $1.name
    }
    let kinds: [Frame.Kind] = [.request, .reply, .cancel, .chunk, .end, .abort, .probe, .grant, .stop]
    headers = kinds.map { Frame($0, MessageSamples.id(), number: 1).header }
  }

  mutating func item(_ index: Int) throws {
    var random = Seeded(seed: seed &+ UInt64(index))
    switch random.below(8) {
    case 0: header(Mutation.of(headers[random.below(headers.count)], most: 1 + random.below(2), &random))
    case 1: try envelope(damaged(envelopes, &random))
    case 2: try replyEnvelope(damaged(replyEnvelopes, &random))
    case 3:
      let bytes = random.bytes(random.below(64))
      header(bytes)
      try envelope(bytes)
      try replyEnvelope(bytes)
      try message(bytes, types[random.below(types.count)])
    case _:
      let (bytes, type) = messages[random.below(messages.count)]
      let damaged = Mutation.of(
        bytes, with: messages[random.below(messages.count)].bytes, most: 1 + random.below(2), &random)
      try message(damaged, random.below(8) == 0 ? types[random.below(types.count)] : type)
    }
  }

  private func damaged(_ samples: [[UInt8]], _ random: inout Seeded) -> [UInt8] {
    let other = messages[random.below(messages.count)].bytes
    return Mutation.of(samples[random.below(samples.count)], with: other, most: 1 + random.below(2), &random)
  }

  private mutating func header(_ bytes: [UInt8]) {
    guard let frame = bytes.withUnsafeBytes({ Frame($0) }) else { return }
    #expect(frame.header == bytes)
    accepted += 1
  }

  private mutating func envelope(_ bytes: [UInt8]) throws {
    let envelope: Envelope
    do { envelope = try bytes.withUnsafeBytes { try Envelope(encoded: $0) } } catch { return isNamed(error) }
    #expect(try envelope.encoded().withUnsafeBytes { try Envelope(encoded: $0) } == envelope)
    accepted += 1
  }

  private mutating func replyEnvelope(_ bytes: [UInt8]) throws {
    let envelope: ReplyEnvelope
    do { envelope = try bytes.withUnsafeBytes { try ReplyEnvelope(encoded: $0) } } catch { return isNamed(error) }
    #expect(try envelope.encoded().withUnsafeBytes { try ReplyEnvelope(encoded: $0) } == envelope)
    accepted += 1
  }

  private mutating func message(_ bytes: [UInt8], _ type: SampledType) throws {
    let rewritten: SampledType.Rewritten
    do { rewritten = try type.rewritten(bytes) } catch { return isNamed(error) }
    #expect(try type.understands(rewritten.json, rewritten.cbor), "\(Hex.encode(bytes)) as \(type.name)")
    accepted += 1
  }

  /// It says what is wrong.
  private func isNamed(_ error: any Error) {
    #expect(error is CBOR.Malformed || error is DecodingError, "\(error)")
  }
}
