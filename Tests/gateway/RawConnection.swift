import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix

/// A connection that sends what no decent client would, byte by byte if need be.
struct RawConnection {
  private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  private let channel: any Channel
  private var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  private(set) var received = ""

  static func to<Result: Sendable>(
    _ client: any TestClientProtocol, _ body: (inout RawConnection) async throws -> Result
  ) async throws -> Result {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "localhost", port: client.port!) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
            wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      var connection = RawConnection(
        outbound: outbound, channel: channel.channel, iterator: inbound.makeAsyncIterator())
      return try await body(&connection)
    }
  }

  func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }
  func send(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }
  /// Says that nothing more will come.
  func sendEnd() { outbound.finish() }

  /// Reads until this text has come, or the end.
  mutating func read(until text: String) async throws -> Bool {
    while !received.contains(text) {
      guard let more = try await iterator.next() else { return false }
      received += String(buffer: more)
    }
    return true
  }

  mutating func forget() -> Bool {
    received = ""
    return true
  }

  /// Reads until the other side has hung up.
  mutating func readToEnd() async throws {
    while let more = try await iterator.next() { received += String(buffer: more) }
  }
}
