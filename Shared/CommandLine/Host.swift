import Foundation
import Logging
import ServiceLifecycle

/// A process on the bus, from its start to its graceful end. What it does besides is up to `Work`.
public struct Host: Sendable {
  /// The business of a process: what it answers, and what it does meanwhile.
  public struct Work: Sendable {
    /// Takes a request of the process's own conversation, on the bus's thread, which it must not hold up.
    let receive: @Sendable (Delivery) -> Void
    let status: @Sendable () async throws -> [String: Int]
    /// Runs until the process is told to stop (a graceful shutdown), and then finishes what it has begun.
    let run: @Sendable () async throws -> Void
    /// For a process that publishes events: publishes how things stand with a topic. On the bus's thread as well.
    let current: (@Sendable (EventTopic) -> Void)?

    public init(
      receive: @escaping @Sendable (Delivery) -> Void,
      status: @escaping @Sendable () async throws -> [String: Int],
      run: @escaping @Sendable () async throws -> Void, current: (@Sendable (EventTopic) -> Void)? = nil
    ) {
      self.receive = receive
      self.status = status
      self.run = run
      self.current = current
    }
  }

  private let settings: Settings

  public init(_ settings: Settings) { self.settings = settings }

  /// Runs until SIGTERM or SIGINT, or until something breaks.
  public func run(_ work: (Peers) async throws -> Work) async throws {
    Crashes.leaveNoImage()
    // Whatever this process writes is for its user only.
    umask(0o077)
    let recorder = try settings.makeRecorder()
    let bus = try Bus(settings.busConfiguration(), clock: settings.clock, log: settings.log)
    let service = HostedService(
      settings: settings, bus: bus, work: try await work(Peers(settings, bus: bus, recorder: recorder)),
      startedAt: settings.clock.now())
    var configuration = ServiceGroupConfiguration(
      services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: settings.log)
    configuration.maximumGracefulShutdownDuration = .seconds(4)
    // Whatever then still does not end must not keep the process alive.
    configuration.maximumCancellationDuration = .seconds(3)
    try await ServiceGroup(configuration: configuration).run()
  }
}

extension Settings {
  /// The recorder, if `MAYFLY_RECORD` names a folder.
  func makeRecorder() throws(RecordingError) -> Recorder? {
    guard let directory = text("MAYFLY_RECORD") else { return nil }
    return try Recorder(
      directory: directory, service: me, clock: clock, keep: contract.row(.recording).deadline.duration, log: log)
  }
}

private struct HostedService: ServiceLifecycle.Service {
  let settings: Settings
  let bus: Bus
  let work: Host.Work
  let startedAt: Moment

  func run() async throws {
    let (questions, asked) = AsyncStream<Delivery>.makeStream()
    try await bus.serve({ take($0, asked) }, current: work.current)
    settings.log.info("\(settings.me) is ready", metadata: ["contract": "\(settings.contract.version)"])
    let failure = await withDiscardingTaskGroup { group in
      group.addTask { await bus.run() }
      group.addTask { for await delivery in questions { await answer(delivery) } }
      defer { group.cancelAll() }
      return await runWork()
    }
    await bus.shutdown()
    if let failure { throw failure }
  }

  /// Why it could not go on, if so.
  private func runWork() async -> (any Error)? {
    do { try await work.run() } catch is CancellationError { return nil } catch {
      settings.log.critical("\(settings.me) cannot go on", metadata: ["error": "\(error)"])
      return error
    }
    return nil
  }

  /// On the bus's thread.
  private func take(_ delivery: Delivery, _ questions: AsyncStream<Delivery>.Continuation) {
    switch delivery.envelope.conversation {
    case .service: work.receive(delivery)
    case .desk:
      do throws(Refusal) {
        switch try delivery.request(DeskRequest.self, at: settings.me, log: settings.log) {
        case .ping:
          let pong = DeskReply.pong(startedAt: startedAt, contractDigest: settings.contract.digest)
          delivery.reply(pong, at: settings.clock.now())
        case .status: questions.yield(delivery)
        }
      } catch {
        delivery.refuse(error)
      }
    }
  }

  private func answer(_ delivery: Delivery) async {
    do {
      delivery.reply(DeskReply.status(try await work.status()), at: settings.clock.now())
    } catch {
      delivery.refuse(.fault)
    }
  }
}
