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
  /// In bytes per second.
  var sanitiser: Double?
  /// Of us on S3 to boto3 at the same server.
  var s3: Double?

  var goals: [Goal] {
    let nginx = races.first { $0.megabytes == 10 && $0.phones == 32 }?.ratios.first { $0.key.hasPrefix("nginx") }?.value
    let most = memory.max { $0.phones < $1.phones }
    return [
      Goal("whole path, 10 MB, 32 phones, against nginx's PUT", .atLeast, 0.5, "x", measured: nginx),
      Goal("gateway's memory, with most phones", .atMost, 120, "MB", measured: most.map { Double($0.gateway) / 1e6 }),
      Goal("upload-store's, the same", .atMost, 250, "MB", measured: most.map { Double($0.uploadStore) / 1e6 }),
      Goal("gateway's growth from fewest phones to most", .atMost, 1, "x", measured: growth(\.gateway)),
      Goal("upload-store's, the same", .atMost, 1, "x", measured: growth(\.uploadStore)),
      Goal("a JPEG of 12 megapixels freed of its metadata", .atLeast, 2, "GB/s", measured: sanitiser.map { $0 / 1e9 }),
      Goal("photos of 10 MB to S3 through us, against boto3", .atLeast, 1, "x", measured: s3),
    ]
  }

  /// To one decimal, as memory is told in pages and heaps.
  private func growth(_ memory: KeyPath<Memory, Int>) -> Double? {
    let trials = self.memory.sorted { $0.phones < $1.phones }
    guard trials.count > 1, let fewest = trials.first, let most = trials.last else { return nil }
    return (Double(most[keyPath: memory]) / Double(fewest[keyPath: memory]) * 10).rounded() / 10
  }

  enum CodingKeys: CodingKey { case machine, races, memory, sanitiser, s3 }

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
