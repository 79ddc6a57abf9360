import Testing

/// The promises, against all that can go wrong around the janitor.
@Suite(.timeLimit(.minutes(1)))
struct SimulationTests {
  @Test(arguments: 1...6) func noPromiseIsBroken(seed: Int) throws {
    let simulation = try Simulation(seed: UInt64(seed))
    try simulation.run(steps: 3000)
    try simulation.settle()
  }

  @Test(arguments: PlantedBug.allCases) func aPlantedBugIsFound(bug: PlantedBug) throws {
    for seed in UInt64(1)...20 {
      do {
        let simulation = try Simulation(seed: seed, bug: bug)
        try simulation.run(steps: 400)
      } catch let broken as BrokenPromise {
        return #expect(broken.promise == bug.promise, "\(broken)")
      }
    }
    Issue.record("\(bug) was not found")
  }

  /// Otherwise the simulation would prove less than it seems to.
  @Test func rareSituationsDoOccur() throws {
    var seen: Set<String> = []
    for seed in UInt64(1)...6 {
      let simulation = try Simulation(seed: seed)
      try simulation.run(steps: 1000)
      seen.formUnion(simulation.sometimes)
    }
    let wanted: Set = [
      "crash with something under way", "still readable", "blind", "forgotten", "erasure complete",
      "no key for a photo",
    ]
    #expect(wanted.subtracting(seen).isEmpty)
  }
}
