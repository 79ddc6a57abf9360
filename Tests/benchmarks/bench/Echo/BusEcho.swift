import Shared

/// Typed request and reply over our bus, with all that the product does for each: envelope, deadline, idempotency key.
struct BusEcho: Contender {
  let name: ContenderName
  private let server: Child
  private let bus: Bus
  private let client: Client<BenchRequest>

  init(_ name: ContenderName, at place: BusPlace) throws {
    self.name = name
    server = try Child.busServer(at: place, name == .busElsewhere ? .busElsewhere : .bus)
    bus = try place.bus(of: .gateway)
    client = Client(bus, to: BenchRequest.receiver, me: .gateway, clock: .system, randomness: .system)
  }

  func run() async { await bus.run() }

  /// The tasks that ask run on the bus's own thread, or in the common pool.
  func measure(_ load: Load) async throws -> Timings {
    try await withTaskExecutorPreference(name == .busElsewhere ? nil : bus.executor) {
      try await load.measure { [client] album in
        guard case .echoed(let echo) = try await client.ask(.echo(album)) else {
          throw BenchFailure("\(name.title) was answered something else.")
        }
        return echo
      }
    }
  }

  func end() async { await bus.shutdown() }
}

extension Child {
  /// A process that answers the benchmark's conversation, ready.
  static func busServer(at place: BusPlace, _ kind: ServerKind = .bus) throws -> Child {
    let keys = place.keys.map { ["--keys", $0] } ?? []
    let child = try Child(["serve", kind.rawValue, place.endpoint] + keys)
    _ = try child.line()
    return child
  }
}
