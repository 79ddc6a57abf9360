import Hummingbird
import Logging

/// The echo over HTTP with JSON, as Hummingbird's own documentation would write it.
struct HTTPEchoServer {
  func run() async throws {
    let router = Router()
    router.post("echo") { request, context in try await request.decode(as: Album.self, context: context) }
    let application = Application(
      router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { Parent.say("\($0.localAddress?.port ?? 0)") },
      logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
    try await application.run()
  }
}

extension Album: ResponseCodable {}
