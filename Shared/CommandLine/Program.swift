import ArgumentParser

/// A process as its command line sees it. All have the same first words; `words` are its own.
public protocol Executable: Sendable {
  static var name: ServiceName { get }
  /// One line for `--help`.
  static var abstract: String { get }
  static var words: [any ParsableCommand.Type] { get }
  /// Its own among the words of `keys`.
  static var keyWords: [any ParsableCommand.Type] { get }
  /// What `keys show` shows besides the key for the bus, as far as the settings say.
  static func publicKeys(_ settings: Settings) throws -> [String]
  /// How to talk to the running process by hand.
  static var send: any ParsableCommand.Type { get }

  /// Runs until it is told to stop.
  static func serve(_ settings: Settings) async throws
  /// Throws if the process could not run with these settings; says what is wrong and what to do.
  static func check(_ settings: Settings) throws
  /// Asks the running process what only that can know; throws if all is not well.
  static func checkRunning() async throws
  /// Feeds recordings, the first one beginning with an empty store, to a fresh instance.
  static func replay(_ recordings: [Recording], progress: (Int, Int) -> Void) async throws -> ReplayResult
}

extension Executable {
  public static var keyWords: [any ParsableCommand.Type] { [] }
  public static func publicKeys(_ settings: Settings) throws -> [String] { [] }
  public static func checkRunning() async throws {}
}

/// A process that consists of a `Service` and its runner.
public protocol Program: Executable {
  associatedtype S: Service
  associatedtype R: Runner where R.S == S

  /// Reads settings and secrets; throws an error whose description says what to do.
  init(_ settings: Settings) throws
  var service: S { get }
  func runner(_ peers: Peers) async throws -> R
}

extension Program {
  public static var name: ServiceName { S.Request.receiver }
  public static var words: [any ParsableCommand.Type] { [] }
  public static var send: any ParsableCommand.Type { Send<Self>.self }

  public static func serve(_ settings: Settings) async throws {
    try settings.makeDataFolder()
    let program = try Self(settings)
    let store = try Store(path: "\(settings.dataFolder)/\(name).sqlite", tables: S.tables)
    let tick = try settings.duration("MAYFLY_TICK", default: .seconds(1))
    try await Host(settings).run { peers in
      let desk = Desk(
        program.service, store: store, clock: settings.steadyClock, randomness: settings.randomness,
        recorder: peers.recorder, log: settings.log, publish: { peers.publish($0) })
      let runner = try await program.runner(peers)
      let current: @Sendable (EventTopic) -> Void = { desk.publishCurrent($0) }
      return Host.Work(
        receive: { desk.receive($0) }, status: { try await desk.status() },
        run: { await peers.untilDrained { await desk.run(runner, tick: tick) } },
        current: S.Published.self == NoEvent.self ? nil : current)
    }
  }

  public static func check(_ settings: Settings) throws {
    try settings.makeDataFolder()
    _ = try Self(settings)
    _ = try settings.busConfiguration()
  }

  public static func replay(
    _ recordings: [Recording], progress: (Int, Int) -> Void
  ) async throws -> ReplayResult {
    try Replay<S>(recordings).run(progress: progress)
  }
}

/// The command line: `@main struct Main { static func main() async { await Root<ItsProgram>.main() } }`.
public struct Root<P: Executable>: AsyncParsableCommand {
  public static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: P.name.rawValue, abstract: P.abstract,
      discussion: "Settings are environment variables that begin with MAYFLY_; the README lists them.",
      subcommands: [
        Serve<P>.self, Check<P>.self, Status<P>.self, Ping<P>.self, P.send, RecordingWord<P>.self, ReplayWord<P>.self,
        Keys<P>.self,
      ] + P.words)
  }

  public init() {}
}
