import ArgumentParser
import Shared

/// `bench bus`: the bus beside plain C, gRPC and HTTP.
struct BusWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bus", abstract: "The bus beside plain C on libzmq, gRPC Swift 2, and HTTP with JSON.",
    discussion: """
      Every contender is a process that echoes a message of the product's kind. All of them stand ready at once and \
      take turns within each round, so that a ratio holds on a noisy machine too. Then come attachments, and memory.
      """)

  @Flag(help: "Print all figures as JSON.") var json = false
  @Option(help: "How many rounds.") var rounds = 15
  @Option(help: "Seconds for one contender in one round.") var seconds = 0.25
  @Option(
    help: ArgumentHelp(
      "Only this one; may be given several times.",
      discussion: (ContenderName.allCases.map(\.rawValue) + Self.others).joined(separator: ", "), valueName: "name"))
  var only: [String] = []
  @Option(help: "Only messages of this many bytes; may be given several times.") var size: [Int] = []
  @Option(help: "Only this many requests outstanding; may be given several times.") var outstanding: [Int] = []

  private static let others = ["attachments", "memory"]

  func validate() throws {
    let known = ContenderName.allCases.map(\.rawValue) + Self.others
    if let unknown = only.first(where: { !known.contains($0) }) {
      throw ValidationError("'\(unknown)' is none of \(known.joined(separator: ", ")).")
    }
    guard rounds > 0, seconds > 0, !outstanding.contains(where: { !(1...1024).contains($0) }) else {
      throw ValidationError("Rounds and seconds must be more than 0, and at most 1024 requests may be outstanding.")
    }
  }

  func run() async throws {
    let stage = try Stage()
    var report = BusReport(pace: RacePace(rounds: rounds, seconds: seconds))
    let names = ContenderName.allCases.filter { isWanted($0.rawValue) }
    if !names.isEmpty {
      report.echo = try await EchoRace(
        names: names, sizes: size.isEmpty ? EchoRace.sizes : size,
        outstanding: outstanding.isEmpty ? EchoRace.outstanding : outstanding, pace: report.pace
      ).run(on: stage)
    }
    if isWanted("attachments") { report.attachments = try await AttachmentRace(pace: report.pace).run(on: stage) }
    if isWanted("memory") { report.memory = try await MemoryTrial().run(on: stage) }
    if json { try Terminal.json(report) } else { report.printTables() }
  }

  private func isWanted(_ name: String) -> Bool { only.isEmpty || only.contains(name) }
}
