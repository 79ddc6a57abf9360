/// What the bus is meant to reach, each as a ratio within one run, and what it did.
struct Goal: Codable {
  let what: String
  let goal: String
  /// `nil` if this run did not measure it.
  let measured: String?
  let isReached: Bool?

  init(_ what: String, atMost limit: Double, _ value: Double?, _ unit: String) {
    self.init(what, "≤", limit, value, unit) { $0 <= limit }
  }

  init(_ what: String, atLeast limit: Double, _ value: Double?, _ unit: String) {
    self.init(what, "≥", limit, value, unit) { $0 >= limit }
  }

  private init(
    _ what: String, _ sign: String, _ limit: Double, _ value: Double?, _ unit: String, _ isReached: (Double) -> Bool
  ) {
    self.what = what
    goal = "\(sign) \(Figures.short(limit)) \(unit)"
    measured = value.map { "\(Figures.short($0)) \(unit)" }
    self.isReached = value.map(isReached)
  }
}

extension BusReport {
  /// The figures of the bus's issue.
  var goals: [Goal] {
    let one = echo.first { $0.size == 800 && $0.outstanding == 1 }
    let many = echo.first { $0.size == 800 && $0.outstanding == 64 }
    return [
      Goal(
        "round trip p50, 800 B, ipc, against plain C", atMost: 1.6,
        one?.ratio(.busIPC, to: .plainIPC, \.p50Microseconds), "×"),
      Goal(
        "the same, against gRPC with JSON", atLeast: 8, one?.ratio(.grpcJSON, to: .busIPC, \.p50Microseconds),
        "× faster"),
      Goal(
        "requests/s, 800 B, 64 outstanding, against gRPC with JSON", atLeast: 8,
        many?.ratio(.busIPC, to: .grpcJSON, \.requestsPerSecond), "×"),
      Goal(
        "CURVE's cost on the round trip, 800 B, ipc", atMost: 1.3,
        one?.ratio(.busIPCCurve, to: .busIPC, \.p50Microseconds), "×"),
      Goal("attachment of 10 MB, ipc, against a Unix socket", atLeast: 0.6, attachmentRatio, "× its throughput"),
      Goal(
        "receiver's memory, 200 senders of 10 MB, budget 64 MiB", atMost: 64 + 40,
        memory.map { Double($0.peak) / 1_048_576 }, "MiB"),
    ]
  }

  private var attachmentRatio: Double? {
    let ours = attachments.first { $0.way == ContenderName.busIPC.title }
    guard let plain = attachments.first, let ours else { return nil }
    return ours.ratio(to: plain)
  }
}
