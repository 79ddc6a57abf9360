import Foundation
import Logging

/// Writes what passes through a process as JSON lines: one file per start of the process, readable by its user only,
/// without a byte of a face and with pseudonyms for persons. Files older than the contract allows are deleted, its own
/// included: then it goes on in a new one.
///
/// `@unchecked Sendable`: `file` and `head` are used under `lock` only.
public final class Recorder: @unchecked Sendable {
  private let directory: String
  private let service: ServiceName
  private let keep: Duration
  let pseudonyms = Pseudonyms()
  private let clock: WallClock
  private let log: Logger
  private let lock = NSLock()
  private var file: RecordingFile
  private var head: RecordedLine?

  /// - Parameter keep: how long a recording may lie, from the contract.
  public init(
    directory: String, service: ServiceName, clock: WallClock, keep: Duration, log: Logger
  ) throws(RecordingError) {
    self.directory = directory
    self.service = service
    self.clock = clock
    self.keep = keep
    self.log = log
    file = try RecordingFile(directory: directory, service: service, beganAt: clock.now())
  }

  public var path: String { lock.withLock { file.path } }

  /// The first line: who this is, and what its decisions depend on.
  public func begin(settings: some Encodable) {
    var line = RecordedLine(.head, at: clock.now())
    line.service = service
    write(line) { line throws in
      line.message = try self.json(settings)
      self.lock.withLock { self.head = line }
    }
  }

  /// Deletes what has lain as long as it may, in the whole folder.
  public func deleteExpired() {
    let end = clock.now() - keep
    do {
      if lock.withLock({ file.beganAt }) <= end { try beginAnew() }
      try RecordingFile.deleteAll(in: directory, before: end)
    } catch {
      log.error("an expired recording was not deleted", metadata: ["error": "\(error)", "folder": "\(directory)"])
    }
  }

  private func beginAnew() throws {
    let next = try RecordingFile(directory: directory, service: service, beganAt: clock.now())
    let head = lock.withLock {
      file = next
      return self.head
    }
    if var head {
      head.at = next.beganAt
      write(head) { _ in }
    }
  }

  /// What a runner's client exchanged with another process.
  public func observe(_ observation: Observation) {
    switch observation {
    case .sent(let envelope, let payload): exchange(.sent, envelope, payload)
    case .received(let envelope, let reply, let payload):
      exchange(.received, envelope, payload) { $0.kind = reply.kind }
    case .failed(let envelope, let refusal):
      write(RecordedLine(.failed, at: clock.now())) { line throws in
        line.envelope = self.concealed(envelope)
        line.message = try self.json(refusal)
      }
    }
  }

  /// What passed beside a message.
  public func attachment(of request: Envelope.ID, bytes: Int, digest: String) {
    var line = RecordedLine(.attachment, at: clock.now())
    line.to = request
    line.bytes = bytes
    line.digest = digest
    write(line) { _ in }
  }

  private func exchange(
    _ kind: RecordedLine.Kind, _ envelope: Envelope, _ message: any Encodable & Sendable,
    _ more: (inout RecordedLine) -> Void = { _ in }
  ) {
    var line = RecordedLine(kind, at: clock.now())
    line.envelope = concealed(envelope)
    line.kind = envelope.kind
    more(&line)
    write(line) { line throws in line.message = try self.json(message) }
  }

  /// Whoever knows the idempotency key could have the remembered answer opened.
  func concealed(_ envelope: Envelope) -> Envelope {
    var envelope = envelope
    envelope.idempotencyKey = pseudonyms.pseudonym(of: envelope.idempotencyKey)
    return envelope
  }

  func json(_ value: some Encodable) throws -> JSONValue {
    try JSONValue(value, pseudonym: pseudonyms.encode)
  }

  func write(_ line: RecordedLine, _ complete: (inout RecordedLine) throws -> Void) {
    do {
      var line = line
      try complete(&line)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let text = try encoder.encode(line) + Data("\n".utf8)
      try lock.withLock { try file.append(text) }
    } catch {
      log.error("a line of the recording was not written", metadata: ["error": "\(error)", "folder": "\(directory)"])
    }
  }
}
