import Figures
import Shared

/// How fast photos come in, beside others.
struct UploadReport: Encodable {
  struct Race: Encodable {
    let megabytes: Int
    let phones: Int
    /// Of each contender, the median of all rounds, in bytes per second.
    var speeds: [String: Double]
    /// Of us to each other contender: the median of the rounds' ratios.
    var ratios: [String: Double]
  }

  struct Memory: Encodable {
    let phones: Int
    /// In bytes, at most.
    let gateway: Int
    let uploadStore: Int
  }

  let machine = Machine.this
  var races: [Race] = []
  var memory: [Memory] = []
  /// Of us on S3 to boto3 at the same server.
  var s3: Double?

  var goals: [Goal] {
    let nginx = races.first { $0.megabytes == 10 && $0.phones == 32 }?.ratios.first { $0.key.hasPrefix("nginx") }?.value
    let most = memory.map { (phones: $0.phones, megabytes: Double(max($0.gateway, $0.uploadStore)) / 1e6) }
    return [
      Goal("whole path, 10 MB, 32 phones, against nginx's PUT", .atLeast, 0.5, "x", measured: nginx),
      Goal(
        "peak memory of the larger process, 64 phones of 10 MB", .atMost, 120, "MB",
        measured: most.first { $0.phones == 64 }?.megabytes),
      Goal("the same, 256 phones", .atMost, 250, "MB", measured: most.first { $0.phones == 256 }?.megabytes),
      Goal("photos of 10 MB to S3 through us, against boto3", .atLeast, 1, "x", measured: s3),
    ]
  }

  enum CodingKeys: CodingKey { case machine, races, memory, s3 }

  func printTables() {
    Terminal.line("Photos over HTTP until the last answer, median of the rounds, on \(machine)\n")
    let names = Set(races.flatMap(\.speeds.keys)).sorted()
    Terminal.table(
      ["photos", "phones"] + names + ["ours to nginx's", "to Hummingbird's"],
      races.map { race in
        ["\(race.megabytes) MB", "\(race.phones)"]
          + names.map { race.speeds[$0].map(Figures.megabytesPerSecond) ?? "–" }
          + ["nginx", "Hummingbird"].map { name in
            Figures.ratio(race.ratios.first { $0.key.hasPrefix(name) }?.value)
          }
      })
    Terminal.line("")
    Terminal.table(
      ["phones with 10 MB each", "gateway, most", "upload-store, most"],
      memory.map { ["\($0.phones)", "\($0.gateway / 1_000_000) MB", "\($0.uploadStore / 1_000_000) MB"] })
    Terminal.line("")
    Terminal.table(
      ["figure", "goal", "measured", ""],
      goals.map {
        [$0.figure, $0.goalText, $0.measuredText, $0.isReached.map { $0 ? "reached" : "NOT reached" } ?? ""]
      })
  }
}
