import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle

/// The command line of the sandbox.
@main struct AstriaSandbox: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "astria-sandbox",
    abstract: "A faithful stand-in of Astria's HTTP API on this machine: no training, drawn images, nothing on disk.",
    discussion:
      "Any key that begins with sd_ is valid. GET /sandbox/state shows what it holds. See README.md beside it.")

  @Option(help: "The address to listen on.") var host = "127.0.0.1"
  @Option(help: "The port to listen on; 0 takes a free one.") var port = 4010
  @Option(help: "Write the port to this file once it listens.") var portFile: String?
  @Option(help: "What addresses in answers begin with. (default: http://HOST:PORT)") var publicURL: String?
  @Option(help: "A host beside this machine that callbacks reach without TLS; may be repeated.")
  var plainHost: [String] = []
  @Option(help: "How long a training takes: 2s, 500ms.") var training = Delay(.seconds(2))
  @Option(help: "How long a prompt takes.") var prompt = Delay(.seconds(1))
  @Option(help: "How long deleted files are still served.") var cdnLag = Delay(.zero)
  @Flag(help: "The account's idempotency switch: the same title, the same tune.") var idempotent = false
  @Option(help: "The status that answers a DELETE: 200 or 204.") var deleteAnswer = DeleteAnswer.noContent
  @Flag(help: "What becomes of a LoRA tune's prompts when it is deleted.") var prompts = PromptChoice.keepPrompts
  @Option(help: "Keep a copy of each training photo in this folder, for good.") var keepReceived: String?

  @Option(
    help: ArgumentHelp("Start with the faults of this JSON list; see README.md.", valueName: "file"),
    transform: FaultPlan.init(file:)) var faults = FaultPlan()

  enum PromptChoice: EnumerableFlag { case keepPrompts, removePrompts }

  enum DeleteAnswer: Int, ExpressibleByArgument, CaseIterable {
    case ok = 200
    case noContent = 204
  }

  struct Delay: ExpressibleByArgument {
    let duration: Duration
    init(_ duration: Duration) { self.duration = duration }

    init?(argument: String) {
      guard let duration = Duration(seconds: argument) else { return nil }
      self.duration = duration
    }

    var defaultValueDescription: String { "\(Double(duration.milliseconds) / 1000)s" }
  }

  func run() async throws {
    let server = SandboxServer(options) { port in announce(port) }
    var configuration = ServiceGroupConfiguration(
      services: [server.application], gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.logger)
    // Whoever still waits for an answer then does not get one.
    configuration.maximumGracefulShutdownDuration = .milliseconds(500)
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch {
      throw ValidationError("It cannot run on \(host):\(port); choose another with --port. (\(error))")
    }
  }

  var options: SandboxServer.Options {
    var settings = SandboxSettings()
    settings.training = training.duration
    settings.prompt = prompt.duration
    settings.cdnLag = cdnLag.duration
    settings.isIdempotent = idempotent
    settings.deleteAnswer = deleteAnswer.rawValue
    settings.promptsOnTuneDeletion = prompts == .keepPrompts ? .kept : .removed
    settings.receivedFolder = keepReceived.map { URL(fileURLWithPath: $0).path }
    return SandboxServer.Options(
      host: host, port: port, publicURL: publicURL, plainHosts: Set(plainHost), settings: settings,
      faults: faults)
  }

  /// Past the buffer that a pipe would hold it in.
  private func announce(_ port: Int) {
    do {
      if let portFile { try Data("\(port)\n".utf8).write(to: URL(fileURLWithPath: portFile), options: .atomic) }
      try FileHandle.standardOutput.write(
        contentsOf: Data("astria-sandbox listening on http://\(host):\(port)\n".utf8))
    } catch {
      Self.logger.error("The port cannot be announced: \(error)")
    }
  }

  private static let logger = {
    var logger = Logger(label: "astria-sandbox")
    logger.logLevel = .error
    return logger
  }()
}
