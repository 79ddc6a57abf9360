import Crypto
import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Shared

/// A request of the tests: any text, echoed.
enum EchoRequest: ServiceRequest, Hashable {
  case say(String)
  case swallow
  case give(bytes: Int)

  typealias Reply = EchoReply
  static let receiver = ServiceName.uploadStore
  var callers: Set<ServiceName> { [.gateway] }
  var isRead: Bool { true }
}

enum EchoReply: Message, Hashable {
  case said(String)
  case swallowed(bytes: Int, digest: String)
  case given
}

/// Two processes' ends of the bus, in one process: `gateway` asks, `upload-store` answers.
final class BusPair: Sendable {
  let directory: String
  let asking: Bus
  let answering: Bus
  let client: Client<EchoRequest>
  let askingLog: LogLines
  let answeringLog: LogLines

  init(
    logging least: Logger.Level = .trace, clock: WallClock = .system, elapsed: ElapsedClock = .system,
    _ configure: (inout BusConfiguration, inout BusConfiguration) -> Void = { _, _ in }
  ) throws {
    askingLog = LogLines(from: least)
    answeringLog = LogLines(from: least)
    directory = NSTemporaryDirectory() + "bus-\(UInt32.random(in: 0 ... .max))"
    var one = try BusConfiguration.local(directory: directory, me: .gateway)
    var other = try BusConfiguration.local(directory: directory, me: .uploadStore)
    configure(&one, &other)
    asking = try Bus(one, clock: clock, elapsed: elapsed, log: askingLog.log)
    answering = try Bus(other, clock: clock, elapsed: elapsed, log: answeringLog.log)
    client = Client(asking, to: .uploadStore, me: .gateway, clock: clock, randomness: .system)
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: directory) } catch { Issue.record("\(error)") }
  }

  /// Runs both ends while `body` does; requests go to `answer`.
  func run(
    _ answer: @escaping @Sendable (Delivery) async -> Void = { await BusPair.echo($0) },
    _ body: @Sendable (Client<EchoRequest>) async throws -> Void
  ) async throws {
    let (deliveries, arrived) = AsyncStream<Delivery>.makeStream()
    try await answering.serve { arrived.yield($0) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await self.asking.run() }
      group.addTask { await self.answering.run() }
      group.addTask {
        await withDiscardingTaskGroup { requests in
          for await delivery in deliveries { requests.addTask { await answer(delivery) } }
        }
      }
      let result: Result<Void, any Error>
      do { result = .success(try await body(client)) } catch { result = .failure(error) }
      await asking.shutdown()
      await answering.shutdown()
      arrived.finish()
      group.cancelAll()
      try result.get()
    }
  }

  /// One try, without what a client adds to it.
  func exchange(
    _ request: some ServiceRequest, _ envelope: Envelope? = nil, attachment: Shared.Attachment? = nil
  ) async throws -> Answer {
    let head = attachment.map { AttachmentHead(length: $0.length) }
    return try await asking.exchange(
      try Coding.encode(request), envelope ?? .of(request, attachment: head), attachment: attachment)
  }

  static func echo(_ delivery: Delivery) async {
    do {
      switch try Coding.decode(EchoRequest.self, delivery.payload) {
      case .say(let text): delivery.reply(EchoReply.said(text), at: WallClock.system.now())
      case .give(let bytes):
        let attachment = Attachment(Pattern.bytes(bytes))
        delivery.reply(EchoReply.given, at: WallClock.system.now(), attachment: attachment)
      case .swallow:
        var bytes: [UInt8] = []
        while let chunk = try await delivery.attachment?.next() { bytes += chunk.bytes }
        let reply = EchoReply.swallowed(bytes: bytes.count, digest: Pattern.digest(bytes))
        delivery.reply(reply, at: WallClock.system.now())
      }
    } catch {
      delivery.refuse(error as? Refusal ?? .fault)
    }
  }
}

extension Envelope {
  /// Around a request of the gateway's.
  static func of(
    _ request: some ServiceRequest, id: Envelope.ID = Randomness.system.identifier(), schema: Int = 1,
    within limit: Duration = .seconds(50), attachment: AttachmentHead? = nil
  ) -> Envelope {
    let now = WallClock.system.now()
    return Envelope(
      id: id, idempotencyKey: "k", sender: .gateway, receiver: .uploadStore, conversation: .service,
      kind: request.kind, schema: schema, sentAt: now, deadline: now + limit, attachment: attachment)
  }
}

/// Bytes to send, cheap to make and to compare even with ThreadSanitizer.
enum Pattern {
  static func bytes(_ count: Int) -> [UInt8] {
    [UInt8](Data((0..<251).map { UInt8($0) }).repeated(to: count))
  }

  static func digest(_ bytes: [UInt8]) -> String { Hex.encode(SHA256.hash(data: bytes)) }
}

extension Data {
  fileprivate func repeated(to count: Int) -> Data {
    var data = self
    while data.count < count { data.append(data) }
    return data.prefix(count)
  }
}
