import Testing

@testable import upload_store

@Suite(.timeLimit(.minutes(1)))
struct JoinedBytesTests {
  private let bytes = (0..<40).map { UInt8($0) }

  private func joined(_ ends: [Int]) -> JoinedBytes {
    var joined = JoinedBytes()
    for (start, end) in zip([0] + ends, ends + [bytes.count]) { joined.append(bytes[start..<end]) }
    return joined
  }

  @Test(arguments: [[], [1], [7, 7, 8], [10, 20, 30], Array(1..<40)])
  func whereTheyLieMakesNoDifference(ends: [Int]) {
    #expect(joined(ends) == JoinedBytes(bytes))
    #expect(joined(ends).bytes == bytes)
    for size in [1, 3, 7, 10, 39, 40, 41] {
      var rest = joined(ends)
      var taken: [[UInt8]] = []
      while rest.count > 0 { taken.append(Array(rest.removeFirst(size))) }
      #expect(taken.flatMap { $0 } == bytes)
      #expect(taken.dropLast().allSatisfy { $0.count == size })
      #expect(rest == JoinedBytes())
      #expect(rest.removeFirst(size).isEmpty)
    }
  }

  @Test func aRestIsWhatIsLeft() {
    var rest = joined([10, 20])
    _ = rest.removeFirst(15)
    #expect(rest.count == 25)
    #expect(rest == JoinedBytes(Array(bytes[15...])))
    #expect(rest != JoinedBytes(Array(bytes[14..<39])))
  }
}
