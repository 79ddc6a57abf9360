import ArgumentParser
import Figures
import Foundation
import Shared

/// What erasing costs in a long ledger, and what the ledger costs beside plain SQLite.
@main
struct Sweep: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "A sweep in a long ledger beside one in a short, and deletions beside plain SQLite.",
    discussion: """
      The janitor and upload-store are the product's own, with their databases and objects on disk, and do what a \
      sweep does: look for what is due, erase, read back, write receipts, drop the entries. Only the bus between them \
      is left out. All contenders take turns within each round.
      """)

  @Flag(help: "Print all figures as JSON.") var json = false
  @Option(help: "How many rounds.") var rounds = 9
  @Option(help: "How many copies are due in each round.") var due = 1000
  @Option(help: "How many are held in the short ledger.") var few = 10_000
  @Option(help: "How many are held in the long one.") var many = 1_000_000
  @Option(help: "A folder on the disk to measure; what is made in it goes again.")
  var folder = "Tests/benchmarks/.build/sweep"

  func validate() throws {
    guard rounds > 0, due > 0, few > 0, many > few else {
      throw ValidationError("Rounds and copies must be more than 0, and the long ledger longer than the short one.")
    }
  }

  func run() async throws {
    let place = URL(filePath: folder).appending(path: "\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let sweeps = try await SweepRace(due: due, rounds: rounds).run(
      short: House(in: place.appending(path: "short"), holding: few),
      long: House(in: place.appending(path: "long"), holding: many))
    let deletions = try DeletionRace(rows: due, rounds: rounds).run(in: place, holding: few * 10)
    let report = SweepReport(due: due, few: few, many: many, sweeps: sweeps, deletions: deletions)
    if json { try Terminal.json(report) } else { report.printTables() }
  }
}
