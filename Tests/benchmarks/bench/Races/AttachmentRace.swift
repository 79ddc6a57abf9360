import Figures
import PlainC
import Shared

/// Attachments from one process to another, against the same bytes through a plain Unix socket.
struct AttachmentRace {
  /// One attachment: a large photo.
  static let size = 10_000_000

  let pace: RacePace

  func run(on stage: Stage) async throws -> [AttachmentLine] {
    Terminal.aside("Attachments of 10 MB: \(pace.rounds) rounds")
    let ways: [any AttachmentWay] = [
      try PlainCopy(folder: stage.folder), try PlainChunks(folder: stage.folder), try BusCopy(.busIPC, on: stage),
      try BusCopy(.busIPCCurve, on: stage), try BusCopy(.busTCPCurve, on: stage),
    ]
    return try await withThrowingTaskGroup(of: Void.self) { group in
      for way in ways { group.addTask { await way.run() } }
      var rates = [[Double]](repeating: [], count: ways.count)
      for round in 0...pace.rounds {
        for (index, way) in ways.enumerated() {
          let rate = try await rate(of: way)
          if round > 0 { rates[index].append(rate) }
        }
      }
      for way in ways { await way.end() }
      return zip(ways, rates).map { AttachmentLine(way: $0.title, bytesPerSecond: $1) }
    }
  }

  private func rate(of way: any AttachmentWay) async throws -> Double {
    let begin = plain_now()
    var count = 0
    while plain_now() - begin < UInt64(pace.seconds * 1e9) {
      try await way.send()
      count += 1
    }
    return Double(count * Self.size) / (Double(plain_now() - begin) / 1e9)
  }
}

/// How fast one way was in each round.
struct AttachmentLine {
  let way: String
  let bytesPerSecond: [Double]

  var median: Double { Statistics.median(bytesPerSecond) }

  func ratio(to other: AttachmentLine) -> Double {
    Statistics.median(zip(bytesPerSecond, other.bytesPerSecond).map { $0 / $1 })
  }
}
