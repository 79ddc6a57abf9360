import Shared
import Synchronization

@testable import astria_sandbox

/// Runs the real server on a free port while `use` uses it. Its clock stands still unless it is turned.
func withSandbox(
  _ change: (inout SandboxServer.Options) -> Void = { _ in }, _ use: (Customer) async throws -> Void
) async throws {
  var options = SandboxServer.Options()
  change(&options)
  let (ports, listening) = AsyncStream.makeStream(of: Int.self)
  let server = SandboxServer(options, clock: WallClock { Moment(milliseconds: 1_800_000_000_000) }) { port in
    listening.yield(port)
  }
  try await withThrowingTaskGroup { group in
    let application = server.application
    group.addTask { try await application.run() }
    guard let port = await ports.first(where: { _ in true }) else { return }
    try await use(Customer(address: "http://127.0.0.1:\(port)", client: HTTPClient(userAgent: "tests")))
    group.cancelAll()
  }
}
