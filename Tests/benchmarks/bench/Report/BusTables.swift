import Figures
import Shared

/// The report as a person reads it.
extension BusReport {
  func printTables() {
    Terminal.line("\(machine)")
    Terminal.line("Medians of \(pace.rounds) interleaved rounds of \(Figures.short(pace.seconds)) s each.")
    if !echo.isEmpty { Terminal.line(Self.legend) }
    for heat in echo { heat.printTable() }
    printAttachments()
    printMemory()
    printGoals()
  }

  private static var legend: String {
    """
    "× C" is against plain C on the same transport; "faster ×" says how many times shorter the p50 is than that of \
    gRPC over tcp with JSON. Ratios are medians of the rounds' own.
    """
  }

  private func printAttachments() {
    guard !attachments.isEmpty else { return }
    Terminal.line("\nAn attachment of 10 MB to another process")
    Terminal.table(
      ["way", Figures.right("throughput", 12), Figures.right("× plain", 9)],
      attachmentRows.map {
        [$0.way, Figures.megabytesPerSecond($0.bytesPerSecond), Figures.ratio($0.againstPlain)]
      })
  }

  private func printMemory() {
    guard let memory else { return }
    Terminal.line("\nMemory of a receiver with a budget of \(memory.budget >> 20) MiB for attachments")
    Terminal.table(
      ["when", "most resident"],
      [
        ["before anybody sends", "\(memory.peakBefore >> 20) MiB"],
        ["\(memory.senders) senders of 10 MB at once", "\(memory.peak >> 20) MiB"],
      ])
  }

  private func printGoals() {
    Terminal.line("\nGoals")
    Terminal.table(
      ["figure", "goal", "measured", "reached"],
      goals.map { goal in
        [goal.figure, goal.goalText, goal.measuredText, goal.isReached.map { $0 ? "yes" : "NO" } ?? "–"]
      })
  }
}

extension EchoHeat {
  func printTable() {
    let waiting = outstanding == 1 ? "one request outstanding" : "\(outstanding) requests outstanding"
    Terminal.line("\nEcho of \(size) B (\(jsonSize) B as JSON, \(codedSize) B on the bus), \(waiting)")
    Terminal.table(
      [
        "contender", Figures.right("p50", 12), Figures.right("p99", 12), Figures.right("requests/s", 10),
        Figures.right("p50 × C", 9), Figures.right("rate × C", 9), Figures.right("faster ×", 9),
      ],
      rows.map(cells))
  }

  private func cells(_ row: EchoRow) -> [String] {
    [
      row.contender.title, Figures.microseconds(row.p50Microseconds), Figures.microseconds(row.p99Microseconds),
      Figures.perSecond(row.requestsPerSecond), Figures.ratio(row.p50AgainstPlain),
      Figures.ratio(row.rateAgainstPlain), Figures.ratio(row.timesFasterThanGRPC),
    ]
  }
}
