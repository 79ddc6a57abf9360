import CZeroMQ
import Testing

@testable import Shared

/// Somebody who stands where a process should, with a bare libzmq socket, and says what no server of ours would.
struct StrangeServer {
  struct Heard {
    let name: [UInt8]
    let frame: Frame
    let parts: [[UInt8]]

    var envelope: Envelope {
      get throws { try parts[1].withUnsafeBytes { try Envelope(encoded: $0) } }
    }
  }

  private let socket: ZMQSocket
  private let parts = ZMQParts()

  init(for pair: BusPair) throws {
    socket = try ZMQSocket(ZMQ_ROUTER, in: ZMQContext())
    try socket.bind("ipc://\(pair.directory)/upload-store.sock")
  }

  /// What somebody says next.
  func hear() async throws -> Heard {
    while !parts.receive(from: socket) { try await pauseOrEnd() }
    let frame = try #require(Frame(parts[1]))
    return Heard(name: parts.bytes(0), frame: frame, parts: (1..<parts.count).map(parts.bytes))
  }

  /// The next of this kind; what comes before it is passed over.
  func hear(_ kind: Frame.Kind) async throws -> Heard {
    while true {
      let heard = try await hear()
      if heard.frame.kind == kind { return heard }
    }
  }

  private func pauseOrEnd() async throws {
    try Task.checkCancellation()
    await pause(.milliseconds(1))
  }

  func say(_ frame: Frame, _ parts: [[UInt8]] = [], to name: [UInt8]) { say([frame.header] + parts, to: name) }

  func say(_ parts: [[UInt8]], to name: [UInt8]) { #expect(socket.send([name] + parts) == .sent) }

  /// Answers a request.
  func reply(
    _ reply: EchoReply, to request: Heard, schema: Int = 1, attachment: AttachmentHead? = nil
  ) throws {
    let envelope = ReplyEnvelope(
      to: try request.envelope.id, status: .done, kind: reply.kind, schema: schema, sentAt: WallClock.system.now(),
      attachment: attachment)
    say(Frame(.reply), [envelope.encoded(), try Coding.encode(reply)], to: request.name)
  }
}
