import Figures

extension BusReport {
  /// Each a ratio within one run, but for the memory.
  var goals: [Goal] { echoGoals + [attachmentGoal, memoryGoal] }

  private var echoGoals: [Goal] {
    let one = echo.first { $0.size == 800 && $0.outstanding == 1 }
    let many = echo.first { $0.size == 800 && $0.outstanding == 64 }
    return [
      Goal(
        "round trip p50, 800 B, ipc, against plain C", .atMost, 1.6, "×",
        measured: one?.ratio(.busIPC, to: .plainIPC, \.p50Microseconds)),
      Goal(
        "the same, against gRPC with JSON", .atLeast, 8, "× faster",
        measured: one?.ratio(.grpcJSON, to: .busIPC, \.p50Microseconds)),
      Goal(
        "requests/s, 800 B, 64 outstanding, against gRPC with JSON", .atLeast, 8, "×",
        measured: many?.ratio(.busIPC, to: .grpcJSON, \.requestsPerSecond)),
      Goal(
        "CURVE's cost on the round trip, 800 B, ipc", .atMost, 1.3, "×",
        measured: one?.ratio(.busIPCCurve, to: .busIPC, \.p50Microseconds)),
    ]
  }

  private var attachmentGoal: Goal {
    Goal(
      "attachment of 10 MB, ipc, against a Unix socket", .atLeast, 0.6, "× its throughput",
      measured: attachmentRows.first { $0.way == ContenderName.busIPC.title }?.againstPlain)
  }

  private var memoryGoal: Goal {
    Goal(
      "receiver's memory, 200 senders of 10 MB, budget 64 MiB", .atMost, 64 + 40, "MiB",
      measured: memory.map { Double($0.peak) / 1_048_576 })
  }
}
