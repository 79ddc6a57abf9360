import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import gateway

/// Whether the connection is read on.
@Suite(.timeLimit(.minutes(1)))
struct BodyHoldTests {
  private let reads = ReadCounter()
  private let channel: EmbeddedChannel

  init() throws {
    channel = EmbeddedChannel(handlers: [reads, BodyHold()])
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
  }

  @Test func aRequestWithoutABodyHoldsNothing() throws {
    try head([:])
    channel.read()
    #expect(reads.count == 1)
  }

  @Test(arguments: [HTTPField.Name.contentLength, .transferEncoding])
  func aBodyIsReadOnceSomebodyAsksForIt(name: HTTPField.Name) throws {
    try head([name: name == .contentLength ? "9" : "chunked"])
    channel.read()
    channel.read()
    #expect(reads.count == 0)
    channel.triggerUserOutboundEvent(BodyHold.End(), promise: nil)
    #expect(reads.count == 1)
    channel.read()
    #expect(reads.count == 2)
  }

  @Test func whoAsksEarlyNeverWaits() throws {
    try head([.contentLength: "9"])
    channel.triggerUserOutboundEvent(BodyHold.End(), promise: nil)
    #expect(reads.count == 0)
    channel.read()
    #expect(reads.count == 1)
  }

  @Test func anAnswerEndsIt() throws {
    try head([.contentLength: "9"])
    channel.read()
    try channel.writeOutbound(HTTPResponsePart.head(.init(status: .continue)))
    #expect(reads.count == 0)
    try channel.writeOutbound(HTTPResponsePart.end(nil))
    #expect(reads.count == 1)
  }

  @Test func theNextRequestIsHeldAgain() throws {
    try head([.contentLength: "9"])
    channel.triggerUserOutboundEvent(BodyHold.End(), promise: nil)
    try channel.writeInbound(HTTPRequestPart.end(nil))
    try head([.contentLength: "9"])
    channel.read()
    #expect(reads.count == 0)
  }

  private func head(_ fields: HTTPFields) throws {
    try channel.writeInbound(
      HTTPRequestPart.head(
        .init(method: .post, scheme: "http", authority: "mayfly", path: "/", headerFields: fields)))
  }
}

private final class ReadCounter: ChannelOutboundHandler {
  typealias OutboundIn = Never
  var count = 0

  func read(context: ChannelHandlerContext) {
    count += 1
    context.read()
  }
}
