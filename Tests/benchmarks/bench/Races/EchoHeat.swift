import Figures

/// What one contender did in one round.
struct EchoRound {
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

/// All contenders with one size of message and so many requests outstanding.
struct EchoHeat {
  let size: Int
  let jsonSize: Int
  let codedSize: Int
  let outstanding: Int
  let rounds: [ContenderName: [EchoRound]]

  func median(_ name: ContenderName, _ value: (EchoRound) -> Double) -> Double {
    Statistics.median((rounds[name] ?? []).map(value))
  }

  /// The median over the rounds of the ratio of two contenders in the same round; `nil` unless both were measured.
  func ratio(_ one: ContenderName, to other: ContenderName, _ value: (EchoRound) -> Double) -> Double? {
    guard let one = rounds[one], let other = rounds[other] else { return nil }
    return Statistics.median(zip(one, other).map { value($0) / value($1) })
  }
}
