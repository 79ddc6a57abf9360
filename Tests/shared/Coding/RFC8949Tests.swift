import Testing

@testable import Shared

/// The examples of RFC 8949, as far as they concern the part of CBOR that messages use.
@Suite(.timeLimit(.minutes(1))) struct RFC8949Tests {
  private struct Known: Decodable { var known: Int }

  private func decode<Value: Decodable>(_ hex: String, as type: Value.Type = Value.self) throws -> Value {
    try Coding.decode(Value.self, try #require(Hex.decode(hex)))
  }

  /// Written and read just so.
  private func isForm<Value: Codable & Equatable>(_ hex: String, of value: Value) throws {
    #expect(Hex.encode(try Coding.encode(value)) == hex)
    #expect(try decode(hex) == value)
  }

  // MARK: appendix A

  @Test(
    arguments: [
      (0, "00"), (1, "01"), (10, "0a"), (23, "17"), (24, "1818"), (25, "1819"), (100, "1864"), (1000, "1903e8"),
      (1_000_000, "1a000f4240"), (1_000_000_000_000, "1b000000e8d4a51000"), (.max, "1bffffffffffffffff"),
    ] as [(UInt64, String)]) func numbers(_ number: UInt64, _ hex: String) throws
  { try isForm(hex, of: number) }

  @Test(
    arguments: [
      (-1, "20"), (-10, "29"), (-100, "3863"), (-1000, "3903e7"), (.min, "3b7fffffffffffffff"),
    ] as [(Int64, String)]) func negativeNumbers(_ number: Int64, _ hex: String) throws
  { try isForm(hex, of: number) }

  @Test func whatIsLessThanAnyOfOurNumbersIsRefused() {
    #expect(throws: CBOR.Malformed.outOfRange(at: 0)) { try decode("3bffffffffffffffff", as: Int64.self) }
    #expect(throws: CBOR.Malformed.outOfRange(at: 0)) { try decode("3b8000000000000000", as: Int64.self) }
  }

  @Test(
    arguments: [
      (1.1, "fb3ff199999999999a"), (1.0e300, "fb7e37e43c8800759c"), (-4.1, "fbc010666666666666"),
      (.infinity, "fb7ff0000000000000"), (-.infinity, "fbfff0000000000000"),
    ] as [(Double, String)]) func fractions(_ number: Double, _ hex: String) throws
  { try isForm(hex, of: number) }

  @Test func notANumber() throws {
    #expect(Hex.encode(try Coding.encode(Double.nan)) == "fb7ff8000000000000")
    #expect(try decode("fb7ff8000000000000", as: Double.self).isNaN)
  }

  @Test func simpleValues() throws {
    try isForm("f4", of: false)
    try isForm("f5", of: true)
    try isForm("f6", of: Int?.none)
  }

  @Test(arguments: [
    ("", "60"), ("a", "6161"), ("IETF", "6449455446"), ("\"\\", "62225c"), ("\u{fc}", "62c3bc"),
    ("\u{6c34}", "63e6b0b4"), ("\u{10151}", "64f0908591"),
  ]) func text(_ text: String, _ hex: String) throws { try isForm(hex, of: text) }

  /// Ours have a length, those of others may have none.
  @Test func arrays() throws {
    try isForm("80", of: [Int]())
    #expect(try decode("9fff") == [Int]())
    #expect(try decode("83010203") == [1, 2, 3])
    let many = "0102030405060708090a0b0c0d0e0f101112131415161718181819"
    try isForm("9819\(many)", of: Array(1...25))
    #expect(try decode("9f\(many)ff") == Array(1...25))
  }

  @Test(arguments: [
    "8301820203820405", "9f018202039f0405ffff", "9f01820203820405ff", "83018202039f0405ff", "83019f0203ff820405",
  ]) func arraysInArrays(_ hex: String) throws {
    let expected: JSONValue = [1, [2, 3], [4, 5]]
    #expect(try decode(hex) == expected)
  }

  @Test(
    arguments: [
      ("a0", [:]), ("a26161016162820203", ["a": 1, "b": [2, 3]]), ("826161a161626163", ["a", ["b": "c"]]),
      (
        "a56161614161626142616361436164614461656145",
        ["a": "A", "b": "B", "c": "C", "d": "D", "e": "E"]
      ),
      ("bf61610161629f0203ffff", ["a": 1, "b": [2, 3]]), ("826161bf61626163ff", ["a", ["b": "c"]]),
      ("bf6346756ef563416d7421ff", ["Fun": true, "Amt": -2]),
    ] as [(String, JSONValue)]) func maps(_ hex: String, _ value: JSONValue) throws
  {
    #expect(try decode(hex) == value)
  }

  /// What no message of ours has: halves and singles, undefined and other simple values, tags, bytes, keys of numbers.
  @Test(arguments: [
    "f90000", "f93c00", "f97bff", "f90001", "f97c00", "f97e00", "fa47c35000", "fa7f7fffff", "fa7f800000", "f7", "f0",
    "f8ff", "c074323031332d30332d32315432303a30343a30305a", "c11a514b67b0", "c1fb41d452d9e2000000", "d74401020304",
    "d818456449455446", "d82076687474703a2f2f7777772e6578616d706c652e636f6d", "40", "4401020304",
    "c249010000000000000000", "c349010000000000000000", "a201020304",
  ]) func whatMessagesDoNotHaveIsPassedOver(_ item: String) throws {
    #expect(try decode("bf61786101656b6e6f776e07ff", as: Known.self).known == 7)
    #expect(try decode("bf6178\(item)656b6e6f776e07ff", as: Known.self).known == 7)
    #expect(try decode("bf656b6e6f776e076178\(item)ff", as: Known.self).known == 7)
    #expect(throws: (any Error).self) { try decode(item, as: Int.self) }
  }

  /// Text and bytes in pieces are well-formed, but nobody writes them to us.
  @Test(arguments: ["5f42010243030405ff", "7f657374726561646d696e67ff", "7fff", "5fff"])
  func piecesAreRefused(_ item: String) {
    #expect(throws: CBOR.Malformed.unexpected(at: 0)) { try decode(item, as: String.self) }
    #expect(throws: CBOR.Malformed.unexpected(at: 3)) { try decode("bf6178\(item)ff", as: Known.self) }
  }

  // MARK: appendix F

  private static let notWellFormed = """
    18 19 1a 1b 1901 1a0102 1b01020304050607 38 58 78 98 9a01ff00 b8 d8 f8 f900 fa0000 fb000000 41 61 5affffffff00 \
    5bffffffffffffffff010203 7affffffff00 7b7fffffffffffffff010203 81 818181818181818181 8200 a1 a20102 a100 a2000000 \
    c0 5f4100 7f6100 9f 9f0102 bf bf01020102 819f 9f8000 9f9f9f9f9fffffffff 9f819f819f9fffffff 1c 1d 1e 3c 3d 3e 5c \
    5d 5e 7c 7d 7e 9c 9d 9e bc bd be dc dd de fc fd fe f800 f801 f818 f81f 5f00ff 5f21ff 5f6100ff 5f80ff 5fa0ff \
    5fc000ff 5fe0ff 7f4100ff 5f5f4100ffff 7f7f6100ffff ff 81ff 8200ff a1ff a1ff00 a100ff a20000ff 9f81ff \
    9f829f819f9fffffffff bf00ff bf000000ff 1f 3f df
    """.split(separator: " ").map(String.init)

  @Test(arguments: notWellFormed) func whatIsNotWellFormedIsRefused(_ item: String) throws {
    let bytes = try #require(Hex.decode(item))
    #expect(throws: CBOR.Malformed.self) {
      try bytes.withUnsafeBytes {
        var reader = CBORReader($0)
        try reader.skip()
      }
    }
    #expect(throws: (any Error).self) { try decode(item, as: JSONValue.self) }
    // As a field that nobody knows.
    #expect(throws: (any Error).self) { try decode("a2656b6e6f776e076178\(item)", as: Known.self) }
  }
}
