import ArgumentParser
import Hummingbird
import Logging
import Shared

@main
struct Main {
  static func main() async { await Root<GatewayProgram>.main() }
}

/// The gateway as a process. It answers nobody on the bus, and keeps nothing on disk.
struct GatewayProgram: Executable {
  static let name = ServiceName.gateway
  static let abstract = "The way in: the HTTP interface, its limits, and the web page."
  static let words: [any ParsableCommand.Type] = [RoutesWord.self, OpenAPIWord.self]
  static let send: any ParsableCommand.Type = SendWord.self

  static func check(_ settings: Settings) throws {
    _ = try Configuration(settings)
    _ = try settings.busConfiguration()
    _ = try Site(settings.contract, settings.styles)
  }

  static func serve(_ settings: Settings) async throws {
    let configuration = try Configuration(settings)
    let reception = Reception(contract: settings.contract, styles: try settings.styles)
    let site = try Site(reception.contract, reception.styles)
    try await Host(settings).run { peers in
      let gateway = Gateway(configuration, site, reception, peers)
      return Host.Work(
        receive: { $0.refuse(Refusal(.forbidden, "The gateway is asked over HTTP only.")) },
        status: { ["requests": gateway.metrics.requests] },
        run: { try await gateway.run() })
    }
  }

  static func replay(
    _ recordings: [Recording], progress: (Int, Int) -> Void
  ) async throws -> ReplayResult {
    try await GatewayReplay(recordings).run(progress: progress)
  }
}
