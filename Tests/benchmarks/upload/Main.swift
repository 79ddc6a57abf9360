import ArgumentParser
import Figures
import Foundation
import House
import PlainC
import Shared

/// How fast photos come in.
@main
struct Upload: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upload", abstract: "Photos in, beside nginx's PUT and a bare Hummingbird.",
    discussion: """
      The same photos over the same connections of the same phones: through the whole path, built in release, to a \
      folder (HTTP, bus, check, strip, encrypt, ledger, file); to nginx, which writes them to files; and to a \
      Hummingbird server of a dozen lines, which does the same. Contenders take turns, and each ratio is of two races \
      that followed one another. Then the memory that gateway and upload-store needed at most, and photos to a server \
      that speaks S3, beside boto3. First of all, how fast a photo is freed of its metadata.
      """,
    subcommands: [Run.self, PlainServer.self], defaultSubcommand: Run.self)
}

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "run", abstract: "Measure. (The default.)")

  @Flag(help: "Print all figures as JSON.") var json = false
  @Option(help: "How often each race is run.") var rounds = 3
  @Option(help: "The sizes of photos, in MB.") var sizes = "3,10"
  @Option(help: "How many phones send at once.") var phones = "1,32,64"
  @Option(help: "How many phones in the trials of memory; none to leave them out.") var memory = "64,256"
  @Option(help: "A Python that has boto3, and beside it the program weed: for S3. Left out without it.")
  var python: String?
  @Option(help: "The folder of the executables.") var binaries = ".build/release"

  func run() async throws {
    var report = UploadReport()
    report.sanitiser = try SanitiserSpeed.measure(SamplePhoto.make(bytes: 10_000_000), runs: rounds)
    try race(&report)
    for count in try Self.numbers(memory) { report.memory.append(try trial(phones: count)) }
    if let python { report.s3 = try S3Race(python: python, binaries: binaries, rounds: rounds).ratio() }
    Terminal.endOfProgress()
    if json { try Terminal.json(report) } else { report.printTables() }
  }

  private static func numbers(_ text: String) throws -> [Int] {
    try text.split(separator: ",").map { part in
      guard let number = Int(part), number > 0 else { throw ValidationError("'\(part)' is no number of these.") }
      return number
    }
  }

  // MARK: Speed

  private func race(_ report: inout UploadReport) throws {
    let suite = try Suite(binaries: binaries)
    defer { suite.stop() }
    let nginx = try Nginx()
    defer { nginx.stop() }
    let hummingbird = try PlainHummingbird()
    defer { hummingbird.stop() }
    for size in try Self.numbers(sizes) {
      let photo = SamplePhoto.make(bytes: size * 1_000_000)
      for count in try Self.numbers(phones) {
        report.races.append(try race([suite, nginx, hummingbird], photo, megabytes: size, phones: count))
      }
    }
  }

  private func race(
    _ contenders: [any Contender], _ photo: [UInt8], megabytes: Int, phones: Int
  ) throws -> UploadReport.Race {
    // About 600 MB in each race.
    let photos = max(1, min(20, 600 / (megabytes * phones)))
    var speeds: [String: [Double]] = [:]
    for round in 1...rounds {
      for contender in contenders {
        Terminal.progress("\(megabytes) MB, \(phones) phones, round \(round) of \(rounds): \(contender.name)")
        let head = try contender.ready(phones: phones, photos: photos)
        let seconds = try Loader(port: contender.port, phones: phones, photos: photos, photo: photo).run(head)
        speeds[contender.name, default: []].append(Double(phones * photos * photo.count) / seconds)
        try contender.clear()
      }
    }
    let ours = speeds[contenders[0].name] ?? []
    let others = speeds.filter { $0.key != contenders[0].name }
    return UploadReport.Race(
      megabytes: megabytes, phones: phones, speeds: speeds.mapValues(Statistics.median),
      ratios: others.mapValues { Statistics.median(zip(ours, $0).map { $0 / $1 }) })
  }

  // MARK: Memory

  private static let photosOfATrial = 512

  /// In a fresh suite, since only the most is told; as many photos whatever the number of phones, since what is told is
  /// to depend on that alone.
  private func trial(phones: Int) throws -> UploadReport.Memory {
    Terminal.progress("memory, \(phones) phones")
    let suite = try Suite(binaries: binaries)
    defer { suite.stop() }
    let photos = max(1, Self.photosOfATrial / phones)
    let head = try suite.ready(phones: phones, photos: photos)
    let photo = SamplePhoto.make(bytes: 10_000_000)
    _ = try Loader(port: suite.port, phones: phones, photos: photos, photo: photo).run(head)
    return UploadReport.Memory(
      phones: phones, gateway: try suite.house.peakMemory(of: "gateway"),
      uploadStore: try suite.house.peakMemory(of: "upload-store"))
  }
}
