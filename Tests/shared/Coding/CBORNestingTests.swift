import Testing

@testable import Shared

/// Values in values: what can be written can be read, and what lies too deep can be neither.
@Suite(.timeLimit(.minutes(1))) struct CBORNestingTests {
  private indirect enum Chain: Codable, Equatable {
    case end
    case link(Chain)

    static func of(_ length: Int) -> Chain { (1..<length).reduce(.end) { chain, _ in .link(chain) } }
  }

  private struct Onion: Codable, Equatable {
    var layers: [Onion]

    static func of(_ depth: Int) -> Onion {
      (1..<depth).reduce(Onion(layers: [])) { inner, _ in Onion(layers: [inner]) }
    }
  }

  private struct Shell: Codable, Equatable {
    let inner: [Shell]

    init(_ depth: Int) { inner = depth == 1 ? [] : [Shell(depth - 1)] }

    init(from decoder: any Decoder) throws { inner = try decoder.singleValueContainer().decode([Shell].self) }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(inner)
    }
  }

  private func hasItsLimit<Value: Codable & Equatable>(_ depth: Int, _ make: (Int) -> Value) throws {
    #expect(try Coding.decode(Value.self, Coding.encode(make(depth))) == make(depth))
    #expect(throws: CBOR.Malformed.tooDeep) { try Coding.encode(make(depth + 1)) }
    #expect(throws: CBOR.Malformed.tooDeep) { try Coding.encode(make(10 * depth)) }
  }

  @Test func whatCanBeWrittenCanBeRead() throws {
    try hasItsLimit(CBOR.depthMax, Chain.of)
    // A list is a value of its own.
    try hasItsLimit(CBOR.depthMax / 2, Onion.of)
    try hasItsLimit(CBOR.depthMax / 2, Shell.init)
  }

  @Test func whatLiesDeeperIsNotRead() throws {
    let deep = try Coding.encode(Chain.of(CBOR.depthMax))
    let link = try #require(Hex.decode("bf646c696e6bbf625f30"))
    #expect(throws: CBOR.Malformed.tooDeep) { try Coding.decode(Chain.self, link + deep + [0xff, 0xff]) }
  }

  /// As many as fit into a message, each closed and none.
  @Test(arguments: ["9f", "81", "bf6161", "a16161", "c1", "d9d9f7", "9fbf6161c1"]) func bombsAreRefused(_ hex: String)
    throws
  {
    let opening = try #require(Hex.decode(hex))
    let bomb = Array(repeatElement(opening, count: Coding.sizeMax / opening.count).joined())
    for bytes in [bomb, bomb + [1] + Array(repeating: 0xff, count: bomb.count)] {
      #expect(throws: (any Error).self) { try Coding.decode(JSONValue.self, bytes) }
      #expect(throws: (any Error).self) { try Coding.decode(Chain.self, bytes) }
      #expect(throws: (any Error).self) { try Coding.decode(Shell.self, bytes) }
      #expect(throws: (any Error).self) { try Coding.decode(UploadStoreRequest.self, bytes) }
      #expect(throws: CBOR.Malformed.tooDeep) {
        try Coding.decode(Shapes.Optionals.self, [0xbf, 0x61, 0x78] + bytes + [0xff])
      }
    }
  }
}
