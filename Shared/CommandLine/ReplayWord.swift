import ArgumentParser
import Foundation

/// `<service> replay`
struct ReplayWord<P: Executable>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "replay", abstract: "Feed a recording to a fresh instance and compare what it answers.",
      discussion: """
        Nothing outside is touched: the time, the random numbers and what others answered come from the recording. \
        Several files are taken one after the other, the first being the one that began with an empty store. Exit \
        status 1 if there is a difference.
        """)
  }

  @Argument(help: "Recordings of this process, oldest first.") var files: [String]
  @Option(help: "Show at most so many differences.") var most = 10
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let recordings = try files.map { try Recording(path: $0) }
    for recording in recordings {
      guard let service = recording.head.service, service != P.name else { continue }
      throw RecordingError.anotherService(service, wanted: P.name)
    }
    let result = try await P.replay(recordings) { done, all in Terminal.progress("turn \(done) of \(all)") }
    Terminal.endOfProgress()
    if output.json { try Terminal.json(result) } else { try show(result) }
    if !result.differences.isEmpty { throw ExitCode.failure }
  }

  private func show(_ result: ReplayResult) throws {
    guard !result.differences.isEmpty else { return Terminal.line("\(result.turns) turns, no difference.") }
    for difference in result.differences.prefix(most) {
      Terminal.line("turn \(difference.turn), \(difference.event):")
      for text in try Self.lines(difference) { Terminal.line("  \(text)") }
    }
    Terminal.line("\(result.turns) turns, \(result.differences.count) with a difference.")
  }

  /// What only one side has, each with its sign, as in a patch.
  private static func lines(_ difference: ReplayResult.Difference) throws -> [String] {
    let recorded = try difference.recorded.map { try $0.text }
    let replayed = try difference.replayed.map { try $0.text }
    return recorded.filter { !replayed.contains($0) }.map { "- \($0)" }
      + replayed.filter { !recorded.contains($0) }.map { "+ \($0)" }
  }
}
