import ArgumentParser
import Foundation

/// `<service> recording`
struct RecordingWord<P: Executable>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "recording", abstract: "Look into recordings.",
      discussion: "A process records what passes through it while MAYFLY_RECORD names a folder.",
      subcommands: [RecordingInfo<P>.self, RecordingShow<P>.self])
  }
}

/// `<service> recording info`
struct RecordingInfo<P: Executable>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "info", abstract: "What a recording holds, in numbers.")
  }

  @Argument(help: "The recording.") var file: String
  @OptionGroup var output: OutputOptions

  struct Info: Codable {
    var service: ServiceName?
    var from: Moment
    var to: Moment?
    var lines: Int
    var turns: Int
    var kinds: [String: Int]
  }

  func run() async throws {
    let recording = try Recording(path: file)
    var kinds: [String: Int] = [:]
    for turn in recording.turns { kinds[turn.input.kind ?? turn.input.line.rawValue, default: 0] += 1 }
    let info = Info(
      service: recording.head.service, from: recording.head.at, to: recording.lines.last?.at,
      lines: recording.lines.count, turns: recording.turns.count, kinds: kinds)
    if output.json { return try Terminal.json(info) }
    Terminal.line("\(info.service?.rawValue ?? "?"), \(info.from) to \(info.to ?? info.from), \(info.turns) turns")
    Terminal.table(["event", "turns"], kinds.sorted { $0.key < $1.key }.map { [$0.key, "\($0.value)"] })
  }
}

/// `<service> recording show`
struct RecordingShow<P: Executable>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "show", abstract: "What happened, a line each; of several processes together if you like.",
      discussion: "With the recordings of all five and --about, one photosession's path through the system.")
  }

  @Argument(help: "Recordings, of whichever processes.") var files: [String]
  @Option(help: "Only lines that mention this id.") var about: String?
  @Option(help: "Only this kind of message.") var kind: String?
  @OptionGroup var output: OutputOptions

  func run() async throws {
    var lines: [(service: ServiceName?, line: RecordedLine)] = []
    for file in files {
      let recording = try Recording(path: file)
      lines += recording.lines.map { (recording.head.service, $0) }
    }
    for (service, line) in try lines.sorted(by: { $0.line.at < $1.line.at }).filter({ try matches($0.line) }) {
      if output.json { try Terminal.json(line) } else { Terminal.line(try Self.text(service, line)) }
    }
  }

  private func matches(_ line: RecordedLine) throws -> Bool {
    if let kind, line.kind != kind { return false }
    guard let about else { return true }
    return try JSONValue(line).text.contains(about)
  }

  private static func text(_ service: ServiceName?, _ line: RecordedLine) throws -> String {
    let who = (service?.rawValue ?? "?").padding(toLength: 13, withPad: " ", startingAt: 0)
    let what = line.line.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)
    let bytes = line.bytes.map { "\($0) bytes \(line.digest?.prefix(12) ?? "")" }
    let message = try line.message?.text ?? bytes ?? ""
    return "\(line.at)  \(who)  \(what)  \(line.kind ?? "")  \(message)"
  }
}
