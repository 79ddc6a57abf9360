import Shared
import Testing

@testable import upload_store

@Suite(.timeLimit(.minutes(1))) struct InflateTests {
  private func inflated(_ bytes: [UInt8], max: Int = 1_000_000) throws -> [UInt8] {
    try Inflate.zlib(ByteReader(bytes), max: max)
  }

  /// zlib.compress(b"mayfly mayfly mayfly mayfly"), which uses the fixed code and a copy that overlaps itself.
  static let fixed: [UInt8] = [
    120, 156, 203, 77, 172, 76, 203, 169, 84, 200, 197, 66, 1, 0, 148, 183, 10, 169,
  ]

  @Test func aStoredStreamComesOutAsItWentIn() throws {
    for length in [1, 65_535, 65_536, 200_000] {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
      #expect(try inflated(Inflate.stored(bytes)) == bytes)
    }
  }

  @Test func aStreamOfAnotherWriterIsUnderstood() throws {
    #expect(try inflated(Self.fixed) == Array("mayfly mayfly mayfly mayfly".utf8))
  }

  @Test func aStreamThatGrowsBeyondItsLimitIsRefused() throws {
    #expect(throws: Refusal.self) { try inflated(Self.fixed, max: 26) }
    #expect(throws: Refusal.self) { try inflated(Inflate.stored([1, 2, 3]), max: 2) }
  }

  @Test func aStreamCutShortIsRefused() {
    for length in Self.fixed.indices { #expect(throws: Refusal.self) { try inflated(Array(Self.fixed[..<length])) } }
  }

  /// A bit between the last code word and the check sum may differ; nothing else may.
  @Test func aDamagedStreamNeverYieldsOtherBytes() {
    for (index, bit) in Self.fixed.indices.flatMap({ index in (0..<8).map { (index, UInt8(1) << $0) } }) {
      var broken = Self.fixed
      broken[index] ^= bit
      do {
        #expect(try inflated(broken) == Array("mayfly mayfly mayfly mayfly".utf8))
      } catch {
        #expect(error is Refusal)
      }
    }
  }
}
