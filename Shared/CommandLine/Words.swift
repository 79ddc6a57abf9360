import ArgumentParser
import Foundation

/// `<service> serve`
struct Serve<P: Executable>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "serve", abstract: "Run until SIGTERM or SIGINT.")
  }

  func run() async throws { try await P.serve(Settings(P.name)) }
}

/// `<service> check`
struct Check<P: Executable>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "check", abstract: "Say whether it could run with these settings; exit status 1 if not.",
      discussion: """
        The janitor's also asks the running janitor for alarms, and ends with exit status 1 if any rings. That of \
        astria-bridge also asks Astria, without spending money, about the key, the balance, and how tunes are kept; \
        exit status 1 if no training could begin.
        """)
  }

  @Flag(help: "Look at the settings only; ask no running process.") var settingsOnly = false

  func run() async throws {
    let settings = try Settings(P.name)
    try P.check(settings)
    let contract = settings.contract
    Terminal.line(
      "\(P.name) can run. Retention contract \(contract.version) of \(contract.revised), \(contract.digest).")
    if !settingsOnly { try await P.checkRunning() }
  }
}

/// `<service> status`
struct Status<P: Executable>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "status", abstract: "What the running process holds and does, in numbers.")
  }

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let reply = try await Asking.peers(of: P.name) { try await $0.desk(of: P.name).ask(.status, timeout: .seconds(3)) }
    guard case .status(let counts) = reply else { throw Refusal.fault }
    if output.json { return try Terminal.json(counts) }
    Terminal.table(["what", "count"], counts.sorted { $0.key < $1.key }.map { [$0.key, "\($0.value)"] })
  }
}

/// `<service> ping`
struct Ping<P: Executable>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "ping", abstract: "Ask whether the running process, and all it may talk to, answer.",
      discussion: "Exit status 1 if the process itself does not answer.")
  }

  @Flag(help: "Ask this process only.") var only = false
  @OptionGroup var output: OutputOptions

  struct Answer: Codable, Sendable {
    var service: ServiceName
    var milliseconds: Double?
    var startedAt: Moment?
    var problem: String?
  }

  func run() async throws {
    let others = ServiceName.allCases.filter { $0 != P.name && Conversations.mayCome(sender: P.name, receiver: $0) }
    let services = only ? [P.name] : [P.name] + others
    let answers = try await Asking.peers(of: P.name) { peers in
      var answers: [Answer] = []
      for service in services { answers.append(await Self.ask(service, peers)) }
      return answers
    }
    if output.json {
      try Terminal.json(answers)
    } else {
      Terminal.table(["service", "answered in", "started"], answers.map(\.cells))
    }
    if answers[0].milliseconds == nil { throw ExitCode.failure }
  }

  private static func ask(_ service: ServiceName, _ peers: Peers) async -> Answer {
    let start = ContinuousClock.now
    do throws(Refusal) {
      let reply = try await peers.desk(of: service).ask(.ping, timeout: .seconds(2))
      guard case .pong(let startedAt, _) = reply else { throw Refusal.fault }
      let took = ContinuousClock.now - start
      return Answer(service: service, milliseconds: took / .milliseconds(1), startedAt: startedAt)
    } catch {
      return Answer(service: service, problem: error.description)
    }
  }
}

extension Ping.Answer {
  fileprivate var cells: [String] {
    guard let milliseconds, let startedAt else { return [service.rawValue, "–", problem ?? "no answer"] }
    return [service.rawValue, String(format: "%.1f ms", milliseconds), startedAt.description]
  }
}
