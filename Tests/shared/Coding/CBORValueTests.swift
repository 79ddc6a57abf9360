import Testing

@testable import Shared

/// Whatever shape a value has, it is read as it was written.
@Suite(.timeLimit(.minutes(1))) struct CBORValueTests {
  private func survives<Value: Codable & Equatable>(_ value: Value) throws {
    #expect(try Coding.decode(Value.self, Coding.encode(value)) == value)
    // And among others.
    #expect(try Coding.decode([Value].self, Coding.encode([value, value])) == [value, value])
    let map = ["": value, "b": value]
    #expect(try Coding.decode([String: Value].self, Coding.encode(map)) == map)
  }

  @Test func numbersUpToTheirLimits() throws {
    try survives(Shapes.Numbers())
    try survives(
      Shapes.Numbers(
        int: .max, int8: .max, int16: .max, int32: .max, int64: .max, uint: 0, uint8: 0, uint16: 0, uint32: 0,
        uint64: 0, float: -.infinity, double: .infinity, flag: false))
    // Where one more byte is needed.
    for bits in [5, 8, 16, 32, 63] as [UInt64] {
      let edge = (1 as UInt64) << bits
      for number in [edge - 1, edge, edge + 1, edge - 8] {
        try survives(number)
        if let number = Int64(exactly: number) { try survives([number, -number, ~number]) }
      }
    }
  }

  @Test func fractionsAsTheyAre() throws {
    for number in [0, 0.1, -1.5, .pi, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity] as [Double] {
      try survives(number)
      try survives(-number)
      try survives(Float(number))
    }
    #expect(try Coding.decode(Double.self, Coding.encode(-0.0)).sign == .minus)
    #expect(try Coding.decode(Double.self, Coding.encode(Double.nan)).isNaN)
  }

  @Test(arguments: [
    "", "a", "\u{0}", "\r\n\"\\", "Zo\u{eb}", "Zoe\u{308}", "\u{5199}\u{771f}", "\u{1f468}\u{200d}\u{1f469}",
    String(repeating: "x", count: 23), String(repeating: "\u{fc}", count: 12), String(repeating: "x", count: 255),
    String(repeating: "x", count: 256), String(repeating: "\u{5199}", count: 22_000),
  ]) func text(_ text: String) throws {
    try survives(text)
    let arrived = try Coding.decode(String.self, Coding.encode(text))
    #expect(Array(arrived.utf8) == Array(text.utf8), "also where other bytes mean the same")
    try survives([text: text])
  }

  @Test func whatIsThereAndWhatIsNot() throws {
    try survives(Shapes.Optionals())
    let full = Shapes.Optionals(
      number: 0, text: "", moment: Moment(milliseconds: -1), list: [nil, 1, nil],
      inner: [Shapes.Optionals(list: [])])
    try survives(full)
    try survives([full, nil])
    try survives(["a": 1, "b": nil] as [String: Int?])
  }

  @Test func casesWithAndWithoutValues() throws {
    try survives(Shapes.Tree.leaf)
    try survives(Shapes.Tree.named(""))
    try survives(Shapes.Tree.pair(.pair(.leaf, right: .named("a")), right: .all([], at: nil)))
    try survives(Shapes.Tree.all([.leaf, .pair(.leaf, right: .leaf)], at: Moment(milliseconds: 0)))
    try survives([Shapes.Mood.calm, .alarmed])
    try survives([Shapes.Level.low, .high])
  }

  @Test func listsInLists() throws {
    try survives([[[Int]]]())
    try survives([[], [[]], [[1], []], [[2, 3]]] as [[[Int]]])
    try survives([[["a": [1]]], [[:]]] as [[[String: [Int]]]])
    try survives(Set(0..<100))
  }

  @Test func whatTheDomainIsMadeOf() throws {
    try survives(
      Shapes.Domain(
        id: Identifier(bytes: Array(0..<16)), name: Personal("Zo\u{eb}"), at: Moment(milliseconds: 1_795_521_600_001),
        moods: [.calm: .high, .alarmed: .low]))
    try survives(Shapes.Nothing())
    try survives(Shapes.Table(rows: [], names: [:]))
    try survives(Shapes.Table(rows: [[1, 2], [], [3]], names: ["a": "b", "c": ""]))
  }

  /// A type that tries one reading after the other.
  @Test func anyJSON() throws {
    let value: JSONValue = ["a": [1, .null, true, ["b": ["c": .number(0.5)]]], "": [[], [:]], "d": "e"]
    try survives(value)
  }

  @Test func momentsThatCanBeWrittenForPeople() throws {
    let (first, last) = (Moment.written.lowerBound, Moment.written.upperBound)
    for moment in [first, first + 1, -1, 0, last - 1, last].map(Moment.init(milliseconds:)) {
      try survives(moment)
      #expect(try JSON.decode(Moment.self, JSON.encode(moment)) == moment)
    }
    for milliseconds in [Int64.min, first - 1, last + 1, .max] {
      let moment = Moment(milliseconds: milliseconds)
      #expect(throws: CBOR.Malformed.outOfRange(at: 0)) { try Coding.encode(moment) }
      #expect(throws: CBOR.Malformed.outOfRange(at: 0)) {
        try Coding.decode(Moment.self, Coding.encode(milliseconds))
      }
    }
  }

  @Test func aMomentIsOneNumber() throws {
    #expect(Hex.encode(try Coding.encode(Moment(milliseconds: 1000))) == "1903e8")
    #expect(Hex.encode(try Coding.encode([Moment(milliseconds: 0), nil])) == "8200f6")
    #expect(throws: CBOR.Malformed.self) { try Coding.decode(Moment.self, Coding.encode("2026-11-24T12:00:00Z")) }
  }

  // MARK: in other words

  private struct Fields: Codable, Equatable {
    var number: Int
    var text: String?
    var list: [Int]
  }

  private func fields(_ hex: String) throws -> Fields { try Coding.decode(Fields.self, try #require(Hex.decode(hex))) }

  private static let (number, text, list) = ("666e756d62657207", "64746578746161", "646c6973748101")

  @Test func theOrderOfFieldsDoesNotMatter() throws {
    let orders = [
      [Self.number, Self.text, Self.list], [Self.number, Self.list, Self.text], [Self.text, Self.number, Self.list],
      [Self.text, Self.list, Self.number], [Self.list, Self.number, Self.text], [Self.list, Self.text, Self.number],
    ]
    for order in orders {
      #expect(try fields("a3" + order.joined()) == Fields(number: 7, text: "a", list: [1]))
      #expect(try fields("bf" + order.joined() + "ff") == Fields(number: 7, text: "a", list: [1]))
    }
  }

  @Test func whatIsNullIsAbsent() throws {
    let none = Fields(number: 7, text: nil, list: [1])
    #expect(try fields("a2" + Self.number + Self.list) == none)
    #expect(try fields("a36474657874f6" + Self.number + Self.list) == none)
  }

  /// The standard leaves it open. Nobody writes that to us; it is one of the two, and never a crash.
  @Test func ofTwoFieldsOfOneNameOneIsTaken() throws {
    #expect(try fields("a4" + Self.number + "666e756d62657208" + Self.text + Self.list).number == 7)
    #expect(try fields("a4" + Self.number + Self.text + Self.list + "666e756d62657208").number == 7)
    #expect(try fields("a4" + Self.list + Self.number + "646c6973748102" + Self.text).list == [1])
    #expect(try Coding.decode([String: Int].self, [0xa2, 0x61, 0x61, 1, 0x61, 0x61, 2]) == ["a": 2])
    #expect(throws: (any Error).self) {
      try Coding.decode(Shapes.Tree.self, try #require(Hex.decode("a2646c656166a0646c656166a0")))
    }
  }

  /// A process of the next version may say more.
  @Test func unknownFieldsArePassedOver() throws {
    let wide = ["new": JSONValue.object(["text": .string("not this"), "list": .array([.null])])]
    var bytes = try Coding.encode(wide)
    bytes += try #require(Hex.decode(Self.number + "6161c1fa00000000" + Self.text + "6162d9d9f7a0" + Self.list))
    // A map of six, not of one.
    bytes[0] = 0xa6
    #expect(try Coding.decode(Fields.self, bytes) == Fields(number: 7, text: "a", list: [1]))
  }
}
