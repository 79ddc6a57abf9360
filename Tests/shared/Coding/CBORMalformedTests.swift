import Testing

@testable import Shared

/// Whatever comes instead of a message is refused, and the refusal says nothing of what came.
@Suite(.timeLimit(.minutes(1))) struct CBORMalformedTests {
  @Test(arguments: MessageSamples.all) func aMessageCutAnywhereIsRefused(_ sample: Sample) throws {
    let bytes = try Coding.encode(sample.message)
    for length in bytes.indices {
      #expect(throws: (any Error).self, "\(length) of \(bytes.count) bytes") {
        try sample.survives(Array(bytes[..<length]))
      }
    }
  }

  @Test(arguments: MessageSamples.all) func whatStandsBehindAMessageIsRefused(_ sample: Sample) throws {
    let bytes = try Coding.encode(sample.message)
    #expect(throws: CBOR.Malformed.left(count: 1)) { try sample.survives(bytes + [0]) }
    #expect(throws: CBOR.Malformed.left(count: bytes.count)) { try sample.survives(bytes + bytes) }
  }

  /// Its idempotency key goes into the receiver's database.
  @Test func anEnvelopeLongerThanAnyOfOursIsRefused() throws {
    var envelope = MessageSamples.envelopes[0]
    let rest = Envelope.sizeMax - envelope.encoded().count
    envelope.idempotencyKey += String(repeating: "k", count: rest - 10)
    #expect(try envelope.encoded().withUnsafeBytes { try Envelope(encoded: $0) } == envelope)
    envelope.idempotencyKey += String(repeating: "k", count: 20)
    #expect(throws: CBOR.Malformed.self) { try envelope.encoded().withUnsafeBytes { try Envelope(encoded: $0) } }
  }

  @Test func envelopesCutAnywhereAreRefused() throws {
    for bytes in MessageSamples.envelopes.map({ $0.encoded() }) {
      for bytes in bytes.indices.map({ Array(bytes[..<$0]) }) + [bytes + [0xf6]] {
        #expect(throws: CBOR.Malformed.self) { try bytes.withUnsafeBytes { try Envelope(encoded: $0) } }
      }
    }
    for bytes in MessageSamples.replyEnvelopes.map({ $0.encoded() }) {
      for bytes in bytes.indices.map({ Array(bytes[..<$0]) }) + [bytes + [0xf6]] {
        #expect(throws: CBOR.Malformed.self) { try bytes.withUnsafeBytes { try ReplyEnvelope(encoded: $0) } }
      }
    }
  }

  /// More than there is, up to more than there can be. Nothing is set aside for it.
  @Test(arguments: [
    "7803", "79ffff", "7affffffff", "7b7fffffffffffffff", "7bffffffffffffffff", "7b8000000000000000",
    "5bffffffffffffffff",
    "9bffffffffffffffff", "9b7fffffffffffffff", "9affffffff", "9803", "bbffffffffffffffff", "bb7fffffffffffffff",
    "baffffffff", "b803",
  ]) func lengthsThatClaimMoreAreRefused(_ hex: String) throws {
    let bytes = try #require(Hex.decode(hex)) + [0x61, 0x61]
    #expect(throws: (any Error).self) { try Coding.decode(String.self, bytes) }
    #expect(throws: (any Error).self) { try Coding.decode([String].self, bytes) }
    #expect(throws: (any Error).self) { try Coding.decode([String: String].self, bytes) }
    #expect(throws: (any Error).self) { try Coding.decode(JSONValue.self, bytes) }
    #expect(throws: CBOR.Malformed.truncated) {
      try Coding.decode(Shapes.Optionals.self, [0xbf, 0x61, 0x78] + bytes)
    }
  }

  /// Bytes alone, cut off, too long a form, half a pair, beyond the last.
  @Test(arguments: ["61ff", "6180", "62c3", "63e280", "62c080", "63eda080", "64f4908080", "64f09085", "6261ff"])
  func whatIsNoTextIsRefused(_ hex: String) throws {
    let bytes = try #require(Hex.decode(hex))
    let count = Int(bytes[0] & 31)
    let text = Array((bytes + [0x61, 0x61])[...count])
    #expect(throws: CBOR.Malformed.notUTF8(at: 0)) { try Coding.decode(String.self, text) }
    #expect(throws: CBOR.Malformed.notUTF8(at: 1)) { try Coding.decode([String: Int].self, [0xa1] + text + [1]) }
    #expect(throws: (any Error).self) { try Coding.decode(Shapes.Mood.self, text) }
  }

  /// Every kind of item where another kind is expected.
  @Test func itemsOfAnotherTypeAreRefused() throws {
    let items = [
      "number": "07", "negative": "26", "text": "6161", "bytes": "4161", "array": "8101", "map": "a1616101",
      "tag": "c107", "flag": "f5", "null": "f6", "undefined": "f7", "double": "fb3ff0000000000000", "half": "f93c00",
      "single": "fa3f800000",
    ]
    func fails<Value: Decodable>(_ type: Value.Type, but right: Set<String>) throws {
      for (name, hex) in items {
        let bytes = try #require(Hex.decode(hex))
        let read: Value?
        do { read = try Coding.decode(Value.self, bytes) } catch { read = nil }
        #expect((read != nil) == right.contains(name), "\(name) as \(Value.self)")
      }
    }
    try fails(Int.self, but: ["number", "negative"])
    try fails(UInt.self, but: ["number"])
    try fails(Moment.self, but: ["number", "negative"])
    try fails(String.self, but: ["text"])
    try fails(Bool.self, but: ["flag"])
    try fails(Double.self, but: ["double"])
    try fails([Int].self, but: ["array"])
    try fails([String: Int].self, but: ["map"])
    try fails(Identifier<Never>.self, but: [])
  }

  @Test func aNumberThatDoesNotFitIsRefused() throws {
    #expect(throws: CBOR.Malformed.outOfRange(at: 0)) { try Coding.decode(Int8.self, Coding.encode(128)) }
    #expect(throws: CBOR.Malformed.outOfRange(at: 0)) { try Coding.decode(UInt8.self, Coding.encode(-1)) }
    #expect(throws: CBOR.Malformed.outOfRange(at: 0)) { try Coding.decode(Int.self, Coding.encode(UInt64.max)) }
    #expect(throws: CBOR.Malformed.outOfRange(at: 0)) { try Coding.decode(Moment.self, Coding.encode(UInt64.max)) }
  }

  /// Also where nothing can be thrown at once, and where a field that is absent would do.
  @Test(arguments: ["a10102", "bf0102ff", "a2616101f5f5", "a1a00102"])
  func keysThatAreNoTextAreRefused(_ hex: String) throws {
    let bytes = try #require(Hex.decode(hex))
    #expect(throws: (any Error).self) { try Coding.decode([String: Int].self, bytes) }
    #expect(throws: (any Error).self) { try Coding.decode(Shapes.Optionals.self, bytes) }
    #expect(throws: (any Error).self) { try Coding.decode(Shapes.Tree.self, bytes) }
  }

  @Test func aMissingFieldIsNamed() throws {
    let error = #expect(throws: DecodingError.self) { try Coding.decode(Refusal.self, [0xa0]) }
    #expect(error.map { "\($0)".contains("problem") } == true)
  }

  @Test func whoeverAskedHearsWhatToDo() throws {
    let refusal = #expect(throws: Refusal.self) {
      try Coding.decodeMessage(UploadStoreRequest.self, Array("canary".utf8), schema: UploadStoreRequest.schema)
    }
    #expect(refusal?.problem == .malformedRequest)
    #expect(refusal?.detail.contains("canary") == false)
  }
}
