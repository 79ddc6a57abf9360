import Figures
import Shared

/// All that one run measured.
struct SweepReport: Encodable {
  let machine: Machine
  let due: Int
  let few: Int
  let many: Int
  let sweeps: SweepRace.Result
  let deletions: DeletionRace.Result
  let goals: [Goal]

  init(due: Int, few: Int, many: Int, sweeps: SweepRace.Result, deletions: DeletionRace.Result) {
    machine = .this
    (self.due, self.few, self.many, self.sweeps, self.deletions) = (due, few, many, sweeps, deletions)
    goals = [
      Goal(
        "a sweep of \(due) due of \(many) held, against \(due) due of \(few) held", .atMost, 1.3, "× the time",
        measured: sweeps.ratio),
      Goal(
        "deleting \(due) entries from the ledger, against plain SQLite", .atMost, 2, "× the time",
        measured: deletions.ratio),
    ]
  }

  func printTables() {
    Terminal.line("\(machine)")
    Terminal.line(
      "Medians of \(sweeps.shortSeconds.count) interleaved rounds; ratios are medians of the rounds' own.\n")
    Terminal.table(
      ["what", Figures.right("median", 10)],
      [
        ["sweep, \(due) due of \(few) held", milliseconds(sweeps.shortSeconds)],
        ["sweep, \(due) due of \(many) held", milliseconds(sweeps.longSeconds)],
        ["\(due) entries deleted by plain SQLite", milliseconds(deletions.plainSeconds)],
        ["\(due) entries deleted by the ledger", milliseconds(deletions.ledgerSeconds)],
      ])
    Terminal.line("\nGoals")
    Terminal.table(
      ["figure", "goal", "measured", "reached"],
      goals.map { [$0.figure, $0.goalText, $0.measuredText, $0.isReached.map { $0 ? "yes" : "NO" } ?? "–"] })
  }

  private func milliseconds(_ seconds: [Double]) -> String {
    Figures.right("\(Figures.short(Statistics.median(seconds) * 1000)) ms", 10)
  }
}
