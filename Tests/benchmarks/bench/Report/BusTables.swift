import Shared

/// The report as a person reads it.
extension BusReport {
  func printTables() {
    Terminal.line("\(machine)")
    Terminal.line("Medians of \(pace.rounds) interleaved rounds of \(Figures.short(pace.seconds)) s each.")
    for heat in echo { heat.printTable() }
    printAttachments()
    printMemory()
    printGoals()
  }

  private func printAttachments() {
    guard let plain = attachments.first else { return }
    Terminal.line("\nAn attachment of 10 MB to another process")
    Terminal.table(
      ["way", Figures.right("throughput", 12), Figures.right("× plain", 9)],
      attachments.map {
        [$0.way, Figures.megabytesPerSecond($0.median), Figures.ratio($0.ratio(to: plain))]
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
        [goal.what, goal.goal, goal.measured ?? "not measured", goal.isReached.map { $0 ? "yes" : "NO" } ?? "–"]
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
        Figures.right("p50 × C", 9), Figures.right("rate × C", 9), Figures.right("gRPC p50 ×", 10),
      ],
      lines.map(row))
  }

  /// The last column says how many times faster than gRPC with JSON.
  private func row(_ line: EchoLine) -> [String] {
    let name = line.contender
    return [
      name.title, Figures.microseconds(line.median(\.p50Microseconds)),
      Figures.microseconds(line.median(\.p99Microseconds)), Figures.perSecond(line.median(\.requestsPerSecond)),
      Figures.ratio(ratio(name, to: name.plain, \.p50Microseconds)),
      Figures.ratio(ratio(name, to: name.plain, \.requestsPerSecond)),
      Figures.right(Figures.ratio(ratio(.grpcJSON, to: name, \.p50Microseconds)), 10),
    ]
  }
}
