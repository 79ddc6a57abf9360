import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Leaves a request's body where it is until somebody reads it. By itself NIO reads most of a megabyte ahead of each
/// connection, which we would hold for every phone that waits for its turn.
final class BodyHold: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// An event for the channel: the body is being read.
  struct End: Sendable {}

  private var isHolding = false
  private var isReadDue = false

  /// What came with the head is held too: one read of it, where NIO would make four in a row.
  func handlerAdded(context: ChannelHandlerContext) {
    _ = context.channel.setOption(.maxMessagesPerRead, value: 1)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): isHolding = head.headerFields.announceBody
    case .body: break
    case .end: isHolding = false
    }
    context.fireChannelRead(data)
  }

  func read(context: ChannelHandlerContext) {
    isReadDue = isHolding
    if !isHolding { context.read() }
  }

  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    guard event is End else { return context.triggerUserOutboundEvent(event, promise: promise) }
    end(context)
    promise?.succeed()
  }

  /// After the answer comes the next request, behind what is left of the body.
  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { end(context) }
    context.write(data, promise: promise)
  }

  private func end(_ context: ChannelHandlerContext) {
    isHolding = false
    guard isReadDue else { return }
    isReadDue = false
    context.read()
  }
}

extension HTTPFields {
  /// Whether a body follows the head that has these.
  var announceBody: Bool { self[.transferEncoding] != nil || self[.contentLength].map { $0 != "0" } ?? false }
}
