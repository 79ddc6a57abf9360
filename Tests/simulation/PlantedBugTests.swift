import Testing

/// A simulation that cannot find what is broken proves nothing.
@Suite(.timeLimit(.minutes(20)))
struct PlantedBugTests {
  /// Each bug must be found in so many seeds.
  private static let seedsMax: UInt64 = 1000

  @Test(.enabled(if: Life.isAffordable), arguments: PlantedBug.allCases) func aPlantedBugIsFound(_ bug: PlantedBug)
    throws
  {
    let stores = Stores()
    for seed in 1...Self.seedsMax {
      guard let broken = try Life(seed: seed, bug: bug).live(in: stores).broken else { continue }
      print(
        "planted bug \(bug.rawValue): breaks \(broken.promise.rawValue), found with seed \(seed): \(broken.sentence)")
      return #expect(broken.promise == bug.promise, "\(broken)")
    }
    Issue.record("\(bug.rawValue) was not found with \(Self.seedsMax) seeds; it breaks \(bug.promise.rawValue).")
  }

  @Test func thereIsABugForEveryPromise() {
    let promises = Set(PlantedBug.allCases.map(\.promise))
    #expect(Promise.allCases.filter { $0 != .noFault && !promises.contains($0) }.isEmpty)
  }
}
