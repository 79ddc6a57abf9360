import Foundation
import Shared

/// Request and reply: all contenders stand ready, and take turns within each round, so that a noisy machine is noisy
/// to all of them alike.
struct EchoRace {
  static let sizes = [100, 800, 8192]
  static let outstanding = [1, 64]
  private static let warmUp = 0.3

  let names: [ContenderName]
  let sizes: [Int]
  let outstanding: [Int]
  let pace: RacePace

  func run(on stage: Stage) async throws -> [EchoHeat] {
    let contenders = try names.map { try stage.contender($0) }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      for contender in contenders { group.addTask { try await contender.run() } }
      var heats: [EchoHeat] = []
      for size in sizes {
        for count in outstanding { heats.append(try await heat(contenders, size, count)) }
      }
      for contender in contenders { try await contender.end() }
      group.cancelAll()
      return heats
    }
  }

  private func heat(_ contenders: [any Contender], _ size: Int, _ outstanding: Int) async throws -> EchoHeat {
    let album = try Album(ofAbout: size)
    let coded = try Coding.encode(BenchRequest.echo(album)).count
    var load = Load(album: album, codedSize: coded, outstanding: outstanding, seconds: Self.warmUp)
    Terminal.aside("\(size) B, \(outstanding) outstanding: \(pace.rounds) rounds of \(contenders.count) contenders")
    for contender in contenders { _ = try await contender.measure(load) }
    load.seconds = pace.seconds
    var rounds: [ContenderName: [EchoRound]] = [:]
    for round in 1...pace.rounds {
      for contender in contenders {
        Terminal.progress("round \(round) of \(pace.rounds): \(contender.name.title)")
        rounds[contender.name, default: []].append(EchoRound(try await contender.measure(load)))
      }
    }
    Terminal.endOfProgress()
    return EchoHeat(
      size: size, jsonSize: try JSONEncoder().encode(album).count, codedSize: coded, outstanding: outstanding,
      rounds: rounds)
  }
}

/// How often, and for how long, each contender is measured.
struct RacePace: Encodable {
  var rounds: Int
  var seconds: Double
}
