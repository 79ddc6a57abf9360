import Figures
import Shared

/// The same sweep in a short ledger and in a long one, in turns.
struct SweepRace {
  struct Result: Encodable {
    var shortSeconds: [Double] = []
    var longSeconds: [Double] = []

    /// The median of the rounds' own ratios.
    var ratio: Double { Statistics.median(zip(longSeconds, shortSeconds).map { $0 / $1 }) }
  }

  let due: Int
  let rounds: Int

  func run(short: House, long: House) async throws -> Result {
    var result = Result()
    for round in 0...rounds {
      Terminal.progress("sweeps: round \(round) of \(rounds)")
      for isLong in round.isMultiple(of: 2) ? [false, true] : [true, false] {
        let seconds = try await time(isLong ? long : short)
        // The first round warms up.
        guard round > 0 else { continue }
        if isLong { result.longSeconds.append(seconds) } else { result.shortSeconds.append(seconds) }
      }
    }
    Terminal.endOfProgress()
    return result
  }

  private func time(_ house: House) async throws -> Double {
    try await house.becomeDue(due)
    let clock = ContinuousClock()
    let start = clock.now
    let erased = try await house.sweep()
    let took = clock.now - start
    precondition(erased == due, "a sweep erases all that is due, and nothing else")
    return took / .seconds(1)
  }
}
