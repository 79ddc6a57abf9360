import ArgumentParser
import House
import Shared

/// How long a face stays after its purpose has ended.
@main
struct Erasure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erasure", abstract: "From the end of a purpose until the copies are erased and read back.",
    discussion: """
      The five processes, built in release and with the settings that they have by default, and the stand-in for \
      Astria on this machine; one rehearsal after the other. No clock of the benchmark is read: a purpose ended when \
      the bridge's recording says so, and a copy was gone when its receipt says so.
      """)

  @Flag(help: "Print all figures as JSON.") var json = false
  @Option(help: "How many photosessions.") var photosessions = 50
  @Option(help: "The folder of the executables.") var binaries = ".build/release"

  func validate() throws {
    guard photosessions > 0 else { throw ValidationError("At least one photosession is needed.") }
  }

  func run() async throws {
    let house = try SuiteHouse(binaries: binaries, isRecording: true)
    defer { house.close() }
    try house.open()
    for number in 1...photosessions {
      Terminal.progress("photosession \(number) of \(photosessions)")
      try house.rehearse()
    }
    Terminal.endOfProgress()
    let evidence = try ErasureEvidence(book: house.book(), recording: house.recording("astria-bridge"))
    let report = try ErasureReport(evidence.spans(of: photosessions))
    if json { try Terminal.json(report) } else { report.printTables() }
  }
}
