import ArgumentParser
import Foundation
import Shared

/// `janitor alarms`
struct AlarmsWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alarms", abstract: "List the alarms that ring, and what to do about each.",
    discussion: """
      With --since also those that ended after that, 50 at most, the newest first. Exit status 1 if any rings. The \
      same for a cron job or a health check, with the settings looked over too: `janitor check`.
      """)

  @Option(help: "Also those that ended after this moment, such as 2026-11-24T00:00:00Z.") var since: String?
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let alarms = try await Self.ask(since: try moment())
    if output.json { try Terminal.json(["alarms": alarms]) } else { Self.show(alarms) }
    if alarms.contains(where: { $0.until == nil }) { throw ExitCode.failure }
  }

  static func ask(since moment: Moment? = nil) async throws -> [Alarm] {
    let reply = try await Asking.service(JanitorRequest.self) { try await $0.ask(.alarms(since: moment)) }
    guard case .alarms(let alarms) = reply else { throw Refusal.unfitting }
    return alarms
  }

  static func show(_ alarms: [Alarm]) {
    guard !alarms.isEmpty else { return Terminal.line("No alarm rings.") }
    Terminal.table(["alarm", "about", "since", "until", "what to do"], alarms.map(\.cells))
  }

  private func moment() throws -> Moment? {
    guard let since else { return nil }
    guard let moment = Moment(since) else {
      throw ValidationError("'\(since)' is no moment. Write it as 2026-11-24T00:00:00Z.")
    }
    return moment
  }
}

extension Alarm {
  fileprivate var cells: [String] {
    [kind.rawValue, about.rawValue, since.description, until?.description ?? "rings", sentence]
  }
}
