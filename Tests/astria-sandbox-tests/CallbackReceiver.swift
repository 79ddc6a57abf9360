import Foundation
import Hummingbird
import Logging
import NIOCore
import Shared
import Synchronization

/// A customer's server: takes callbacks on a free port and remembers them.
final class CallbackReceiver: Sendable {
  let calls = Mutex<[(path: String, body: JSONValue)]>([])

  var paths: [String] { calls.withLock { $0.map(\.path) } }

  func run(_ use: (_ address: String) async throws -> Void) async throws {
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    let router = Router()
    router.post("**") { request, _ in
      let body = try await request.body.collect(upTo: 1 << 20)
      let json = try JSONDecoder().decode(JSONValue.self, from: Data(body.readableBytesView))
      self.calls.withLock { $0.append((request.uri.string, json)) }
      return HTTPTypes.HTTPResponse.Status.noContent
    }
    var logger = Logger(label: "receiver")
    logger.logLevel = .critical
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { listening.yield($0.localAddress?.port ?? 0) }, logger: logger)
    try await withThrowingTaskGroup { group in
      group.addTask { try await application.run() }
      guard let port = await ports.first(where: { _ in true }) else { return }
      try await use("http://127.0.0.1:\(port)")
      group.cancelAll()
    }
  }
}

/// Ends with the suite's time limit where it never comes true.
func until(_ holds: () async throws -> Bool) async throws {
  while try await !holds() { try await Task.sleep(for: .milliseconds(2)) }
}
