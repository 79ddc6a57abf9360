import Foundation
import Shared
import TestSupport
import Testing

/// The promises, against all that can go wrong between five processes, Astria, an object store and people.
@Suite(.timeLimit(.minutes(10)))
struct SimulationTests {
  @Test func noPromiseIsBroken() throws {
    let stores = Stores()
    let clock = ContinuousClock()
    let start = clock.now
    var steps = 0
    let only = ProcessInfo.processInfo.environment["MAYFLY_SIMULATE"].flatMap(UInt64.init)
    let seeds = only.map { $0...$0 } ?? 1...UInt64(ProcessInfo.processInfo.environment["SEEDS"] ?? "50")!
    var seen: [Sometimes: Int] = [:]
    for seed in seeds {
      let world = try Life(seed: seed).live(in: stores)
      if let broken = world.broken { print(broken) }
      steps += world.step
      for situation in world.sometimes { seen[situation, default: 0] += 1 }
    }
    print("\(steps) steps, \((clock.now - start) / seeds.count) a seed, \(seen)")
  }
}
