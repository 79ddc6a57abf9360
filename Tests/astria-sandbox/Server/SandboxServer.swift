import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Shared

/// The sandbox on a socket.
struct SandboxServer: Sendable {
  struct Options: Sendable {
    var host = "127.0.0.1"
    /// 0: any free one.
    var port = 0
    /// Where addresses in answers begin; absent, with host and port.
    var publicURL: String?
    /// Hosts beside this machine that callbacks go to, and photos are fetched from, without TLS.
    var plainHosts: Set<String> = []
    var settings = SandboxSettings()
    var faults = FaultPlan()
  }

  private let options: Options
  private let sandbox: LiveSandbox
  private let listening: @Sendable (_ port: Int) async -> Void

  /// - Parameter listening: told once that the server can be asked, and where.
  init(
    _ options: Options, clock: WallClock = .system, randomness: Randomness = .system,
    listening: @escaping @Sendable (_ port: Int) async -> Void
  ) {
    self.options = options
    self.listening = listening
    sandbox = LiveSandbox(options.settings, clock: clock, randomness: randomness)
    sandbox.change { $0.faults = options.faults }
  }

  /// Runs until it is told to shut down or its task is cancelled.
  var application: some ServiceLifecycle.Service {
    let client = HTTPClient(userAgent: "Astria sandbox", policy: HTTPPolicy(plainHosts: options.plainHosts))
    return Application(
      responder: Register(sandbox: sandbox, inner: Gate(inner: router(client).buildResponder())),
      configuration: ApplicationConfiguration(address: .hostname(options.host, port: options.port)),
      services: [Courier(sandbox: sandbox, client: client), Pendulum(sandbox: sandbox)],
      onServerRunning: { await start($0) }, logger: Self.logger)
  }

  private func router(_ client: HTTPClient) -> Router<SandboxContext> {
    let router = Router(context: SandboxContext.self)
    router.add(middleware: Saboteur(sandbox: sandbox))
    router.add(middleware: Rejections())
    let downloads = Downloads(client: client)
    let tunes = TuneRoutes(sandbox: sandbox, downloads: downloads, archive: PhotoArchive())
    tunes.add(to: router)
    PromptRoutes(sandbox: sandbox).add(to: router)
    PackRoutes(tunes: tunes).add(to: router)
    InspectionRoutes(sandbox: sandbox, downloads: downloads).add(to: router)
    FileRoutes(sandbox: sandbox).add(to: router)
    ControlRoutes(sandbox: sandbox).add(to: router)
    return router
  }

  private func start(_ channel: any Channel) async {
    let port = channel.localAddress?.port ?? options.port
    let publicURL = options.publicURL ?? "http://\(options.host):\(port)"
    sandbox.change { $0.settings.publicURL = publicURL }
    await listening(port)
  }

  /// Of what was asked, the control routes tell; a server that cannot run throws.
  private static let logger = {
    var logger = Logger(label: "astria-sandbox")
    logger.logLevel = .critical
    return logger
  }()
}
