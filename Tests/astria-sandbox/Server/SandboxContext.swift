import Hummingbird
import NIOCore
import Shared

/// What goes along with a request: its number in the log, what it asks, and its connection, which a fault may cut.
struct SandboxContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  var number = 0
  var route: Route?
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }

  /// Closes the connection; what is then thrown as the answer cannot be sent.
  func cut() async throws -> ConnectionCut {
    try await channel.close()
    return ConnectionCut()
  }

  /// Leaves the connection open until the caller closes it, the time is over, or the sandbox ends.
  func hang(atMost limit: Duration) async throws -> ConnectionCut {
    // Otherwise a caller who has gone looks like one who has only said all he had to say.
    try await channel.setOption(ChannelOptions.allowRemoteHalfClosure, value: false).get()
    async let _: Void = close(after: limit)
    try await channel.closeFuture.get()
    return ConnectionCut()
  }

  private func close(after limit: Duration) async {
    await pause(limit)
    channel.close(promise: nil)
  }
}

/// There is no answer.
struct ConnectionCut: Error {}
