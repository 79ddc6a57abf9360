import Foundation
import Logging
import Testing

@testable import Shared

/// A counting service at its desk, reached over a real bus, with a folder that outlives a restart.
final class Office: Sendable {
  let folder: String
  private let isRecording: Bool
  var database: String { "\(folder)/counting.sqlite" }

  init(isRecording: Bool = false) throws {
    folder = NSTemporaryDirectory() + "office-\(UInt32.random(in: 0 ... .max))"
    self.isRecording = isRecording
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// Works while `body` does. A second opening is a restart.
  func open(_ body: (OpenOffice) async throws -> Void) async throws {
    let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let recorder =
      isRecording
      ? try Recorder(
        directory: "\(folder)/recordings", service: .account, clock: .system, keep: .seconds(3600), log: log) : nil
    let desk = Desk(
      Counting(step: 10), store: try Store(path: database, tables: Counting.tables),
      clock: .system(doubtMax: .seconds(60)),
      randomness: .system, recorder: recorder, log: log)
    let bus = try Bus(.local(directory: "\(folder)/bus", me: .account), clock: .system, log: log)
    try await bus.serve { desk.receive($0) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await bus.run() }
      group.addTask { await desk.run(CountingRunner(), tick: .milliseconds(50)) }
      let result: Result<Void, any Error>
      do { result = .success(try await body(OpenOffice(bus: bus))) } catch { result = .failure(error) }
      await bus.shutdown()
      group.cancelAll()
      try result.get()
    }
  }

  /// What lies on the disk, in the database and in its write-ahead log.
  func databaseFiles() throws -> Data {
    try [database, "\(database)-wal"].filter(FileManager.default.fileExists(atPath:)).reduce(into: Data()) {
      $0 += try Data(contentsOf: URL(fileURLWithPath: $1))
    }
  }

  func recording() throws -> String {
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/recordings")
    guard let name = names.first else { throw RecordingError.unreadable(folder) }
    return "\(folder)/recordings/\(name)"
  }
}

/// Asks the office, as another process would.
struct OpenOffice: Sendable {
  let bus: Bus

  func ask(
    _ request: Counting.Request, key: String? = nil, from sender: ServiceName = .gateway, schema: Int = 1
  ) async throws -> Counting.Reply {
    let now = WallClock.system.now()
    let envelope = Envelope(
      id: Randomness.system.identifier(), idempotencyKey: key ?? Hex.encode(Randomness.system.bytes(8)),
      sender: sender, receiver: .account, conversation: .service, kind: request.kind, schema: schema, sentAt: now,
      deadline: now + .seconds(10))
    let answer = try await bus.exchange(try Coding.encode(request), envelope)
    return try Coding.decode(Counting.Reply.self, answer.payload)
  }

  func expect(_ reply: Counting.Reply, to request: Counting.Request, key: String? = nil) async throws {
    let answer = try await ask(request, key: key)
    #expect(answer == reply)
  }
}
