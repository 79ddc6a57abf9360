import Figures
import Shared

/// How long faces stayed after their purpose had ended.
struct ErasureReport: Encodable {
  struct Series: Encodable {
    let figure: String
    /// In milliseconds, as all of these.
    let p50: Double
    let p95: Double
    let most: Double

    init(_ figure: String, _ spans: [Double]) {
      self.figure = figure
      let sorted = spans.sorted()
      p50 = Statistics.median(sorted)
      p95 = Statistics.percentile(95, of: sorted)
      most = sorted[sorted.count - 1]
    }
  }

  static let goal = 1000.0

  let machine = Machine.this
  let photosessions: Int
  let series: [Series]
  let goals: [Goal]

  init(_ spans: ErasureEvidence.Spans) {
    photosessions = spans.photos.count
    series = [
      Series("from \"Astria accepted\" to the photos erased and read back", spans.photos),
      Series("from \"avatars stored\" to the tune erased and read back", spans.tune),
    ]
    goals = series.map { Goal("\($0.figure), p50", .atMost, Self.goal, "ms", measured: $0.p50) }
  }

  func printTables() {
    Terminal.line("\(photosessions) photosessions, one after the other, on \(machine)\n")
    Terminal.table(
      ["from the end of a purpose", "p50", "p95", "most"],
      series.map { [$0.figure] + [$0.p50, $0.p95, $0.most].map { "\(Int($0.rounded())) ms" } })
    Terminal.line("")
    Terminal.table(
      ["figure", "goal", "measured", ""],
      goals.map { [$0.figure, $0.goalText, $0.measuredText, $0.isReached == true ? "reached" : "NOT reached"] })
  }
}
