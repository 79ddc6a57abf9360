import Logging

@testable import Shared
@testable import tally

/// This process's end of the bus: it asks as the gateway would.
struct Caller: Sendable {
  let tally: Client<TallyRequest>
  /// As the server's own command line would: nobody else may ask how it stands.
  let desk: Client<DeskRequest>

  private init(_ bus: Bus) {
    tally = Client(bus, to: .uploadStore, me: .gateway, clock: .system, randomness: .system)
    desk = Client(bus, to: .uploadStore, me: .uploadStore, clock: .system, randomness: .system)
  }

  /// - Parameter folder: of the server's sockets, or of a wire's that leads there.
  static func calling<Result: Sendable>(
    through folder: String, _ body: (Caller) async throws -> Result
  ) async throws -> Result {
    let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    var configuration = try BusConfiguration.local(directory: folder, me: .gateway)
    configuration.contract = try RetentionContract.load(path: nil).digest
    let bus = try Bus(configuration, clock: .system, log: log)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await bus.run() }
      let end: Swift.Result<Result, any Error>
      do { end = .success(try await body(Caller(bus))) } catch { end = .failure(error) }
      await bus.shutdown()
      return try end.get()
    }
  }

  func add(_ name: String, timeout: Duration = .seconds(10)) async throws(Refusal) -> Int {
    try await tally.ask(.add(name: name), timeout: timeout).row
  }

  func keep(_ bytes: [UInt8], _ name: String, timeout: Duration = .seconds(10)) async throws(Refusal) -> Int {
    try await tally.ask(.keep(name: name), attachment: { Attachment(bytes) }, timeout: timeout).row
  }

  /// Whether that many bytes came, and the right ones.
  func receives(_ count: Int) async throws(Refusal) -> Bool {
    let (_, attachment) = try await tally.askWithAttachment(.give(bytes: count))
    var bytes: [UInt8] = []
    do {
      while let chunk = try await attachment?.next() { bytes += chunk.bytes }
    } catch {
      throw error as? Refusal ?? .fault
    }
    return bytes == TallyRunner.bytes(count)
  }
}

extension TallyReply {
  /// The row of which it speaks.
  fileprivate var row: Int {
    get throws(Refusal) {
      guard case .written(let row) = self else { throw Refusal(.internal, "The answer fits no question.") }
      return row
    }
  }
}
