/// What one contender did in one round.
struct EchoRound: Codable {
  let p50Microseconds: Double
  let p99Microseconds: Double
  let requestsPerSecond: Double

  init(_ timings: Timings) {
    let sorted = timings.latencies.sorted()
    p50Microseconds = Double(Statistics.percentile(50, of: sorted)) / 1000
    p99Microseconds = Double(Statistics.percentile(99, of: sorted)) / 1000
    requestsPerSecond = Double(sorted.count) / (Double(timings.elapsed) / 1e9)
  }
}

/// What one contender did in all rounds of a heat.
struct EchoLine: Codable {
  let contender: ContenderName
  let rounds: [EchoRound]

  func median(_ value: (EchoRound) -> Double) -> Double { Statistics.median(rounds.map(value)) }
}

/// All contenders with one size of message and so many requests outstanding.
struct EchoHeat: Codable {
  let size: Int
  let jsonSize: Int
  let codedSize: Int
  let outstanding: Int
  let lines: [EchoLine]

  func line(_ name: ContenderName) -> EchoLine? { lines.first { $0.contender == name } }

  /// The median over the rounds of the ratio of two contenders in the same round; `nil` unless both were measured.
  func ratio(_ one: ContenderName, to other: ContenderName, _ value: (EchoRound) -> Double) -> Double? {
    guard let one = line(one), let other = line(other) else { return nil }
    return Statistics.median(zip(one.rounds, other.rounds).map { value($0) / value($1) })
  }
}
