import ArgumentParser

/// For commands that ask the running process over the bus, as the process itself.
public enum Asking {
  /// - Parameter body: may use the peers until it returns.
  public static func peers<Result: Sendable>(
    of name: ServiceName, _ body: @Sendable (Peers) async throws -> Result
  ) async throws -> Result {
    let settings = try Settings(name)
    let bus = try Bus(settings.busConfiguration(), clock: settings.clock, log: settings.log)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await bus.run() }
      do {
        let result = try await body(Peers(settings, bus: bus, recorder: nil))
        await bus.shutdown()
        return result
      } catch {
        await bus.shutdown()
        throw error
      }
    }
  }

  /// Asks the process's own conversation.
  public static func service<Request: ServiceRequest, Result: Sendable>(
    _ type: Request.Type, _ body: @Sendable (Client<Request>) async throws -> Result
  ) async throws -> Result {
    try await peers(of: Request.receiver) { try await body($0.client(type)) }
  }
}

/// `--json`, for scripts.
public struct OutputOptions: ParsableArguments {
  @Flag(help: "Print JSON instead of a table.") public var json = false
  public init() {}
}
