import Hummingbird
import HummingbirdCore
import Shared

/// Where the gateway listens, and how much it takes at once.
struct Configuration: Sendable {
  /// For everybody.
  let host: String
  let port: Int
  /// For the machine that runs it. By default, the port after the public one.
  let operationsHost: String
  let operationsPort: Int
  let connectionsMax: Int
  let limits: Front.Limits

  init(_ settings: Settings) throws(SettingsError) {
    host = settings.text("MAYFLY_HTTP_HOST", default: "127.0.0.1")
    port = try settings.number("MAYFLY_HTTP_PORT", default: 8080, in: 0...65535)
    operationsHost = settings.text("MAYFLY_OPERATIONS_HOST", default: "127.0.0.1")
    let next = port == 0 ? 0 : min(port + 1, 65535)
    operationsPort = try settings.number("MAYFLY_OPERATIONS_PORT", default: next, in: 0...65535)
    connectionsMax = try settings.number("MAYFLY_HTTP_CONNECTIONS", default: 1000, in: 1...100_000)
    limits = Front.Limits(
      uploads: try settings.number("MAYFLY_HTTP_UPLOADS", default: 256, in: 1...10_000),
      uploadsOfEach: try settings.number("MAYFLY_HTTP_UPLOADS_OF_EACH", default: 8, in: 1...1000),
      listeners: try settings.number("MAYFLY_HTTP_LISTENERS", default: 500, in: 1...100_000),
      tellsEarly: try settings.flag("MAYFLY_HTTP_EARLY_ANSWERS", default: true))
  }
}

extension HTTPServerBuilder {
  /// Heads are small, and who says nothing for a minute while we wait for the rest of a request is hung up on.
  static var gateway: HTTPServerBuilder {
    .http1(
      configuration: .init(
        additionalChannelHandlers: [BodyHold()], idleTimeout: .seconds(60),
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: 8 * 1024, maxHeaderListSize: 16 * 1024, maxHeaderFieldCount: 64)))
  }
}
