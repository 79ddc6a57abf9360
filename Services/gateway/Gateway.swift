import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Shared

/// The running gateway: two HTTP servers, and the clean-up of its recordings.
struct Gateway: Sendable {
  let metrics = Metrics()
  private let configuration: Configuration
  private let front: Front
  private let peers: Peers

  init(_ configuration: Configuration, _ site: Site, _ reception: Reception, _ peers: Peers) {
    self.configuration = configuration
    self.peers = peers
    let settings = peers.settings
    let desk = FrontDesk(
      reception, Asks(peers), clock: settings.clock, randomness: settings.randomness,
      recorder: peers.recorder)
    front = Front(desk, site: site, limits: configuration.limits, changes: { peers.events(about: EventTopic($0)) })
  }

  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await serve() }
      group.addTask { try await serveOperations() }
      group.addTask { await cleanUp() }
      for try await _ in group {}
    }
  }

  private func serve() async throws {
    let application = Application(
      router: front.router(Doorway(metrics: metrics, log: peers.settings.log)), server: .gateway,
      configuration: .init(
        address: .hostname(configuration.host, port: configuration.port),
        availableConnectionsDelegate: MaximumAvailableConnections(configuration.connectionsMax)),
      onServerRunning: { announce("the HTTP interface", $0) }, logger: quiet)
    try await listening(on: configuration.port, "MAYFLY_HTTP_PORT") { try await application.run() }
  }

  private func serveOperations() async throws {
    let operations = Operations(metrics: metrics, peers: { await ping() }, notice: { await front.board.read() })
    let application = Application(
      router: operations.router(),
      configuration: .init(address: .hostname(configuration.operationsHost, port: configuration.operationsPort)),
      onServerRunning: { announce("health and metrics", $0) }, logger: quiet)
    try await listening(on: configuration.operationsPort, "MAYFLY_OPERATIONS_PORT") { try await application.run() }
  }

  private func announce(_ what: String, _ channel: any Channel) {
    let port = channel.localAddress?.port.map { "\($0)" } ?? ""
    peers.settings.log.info("listening", metadata: ["for": "\(what)", "port": "\(port)"])
  }

  private func listening(on port: Int, _ setting: String, _ run: () async throws -> Void) async throws {
    do { try await run() } catch let error as IOError where error.errnoCode == EADDRINUSE {
      throw SettingsError("Port \(port) is taken. Stop what listens there, or set \(setting) to another.")
    }
  }

  /// Hummingbird's own log names addresses of clients where it is talkative.
  private var quiet: Logger {
    var log = peers.settings.log
    log.logLevel = max(log.logLevel, .notice)
    return log
  }

  private func cleanUp() async {
    while !Task.isCancelled, !Task.isShuttingDownGracefully {
      peers.recorder?.deleteExpired()
      await pause(.seconds(1))
    }
  }

  private func ping() async -> [ServiceName: Bool] {
    await withTaskGroup(of: (ServiceName, Bool).self) { group in
      for service in ServiceName.allCases where service != .gateway {
        // It only asks and waits: on the bus's thread the message goes straight out.
        group.addTask(executorPreference: peers.executor) { (service, await isThere(service)) }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
  }

  private func isThere(_ service: ServiceName) async -> Bool {
    do throws(Refusal) {
      _ = try await peers.desk(of: service).ask(.ping, timeout: .seconds(2))
      return true
    } catch {
      return false
    }
  }
}
