import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes
import Shared

/// What belongs to one HTTP request besides its head and body: the connection, and how far its body was read.
struct GatewayContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let bodyProgress = BodyProgress()
  private let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
  }

  /// From now on the body is read.
  /// - Parameter isAwaited: whether the client waits for a word before it sends it (`Expect: 100-continue`).
  func beginBody(isAwaited: Bool) {
    if isAwaited { tell(.init(status: .continue)) }
    channel.triggerUserOutboundEvent(BodyHold.End(), promise: nil)
  }

  /// Says something ahead of the answer (RFC 9110, section 15.2).
  func tell(_ response: HTTPTypes.HTTPResponse) { channel.writeAndFlush(HTTPResponsePart.head(response), promise: nil) }

  /// Ends the connection without an answer: what iPhones take as a reason to go on with an upload, while an answer
  /// would be its end.
  func hangUp() { channel.close(promise: nil) }

  /// The rest of the body interests nobody. The client gets a moment to read the answer; then, so that nobody can make
  /// us listen for ever, the connection is closed.
  func closeSoon() {
    let channel = channel
    channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
  }
}
