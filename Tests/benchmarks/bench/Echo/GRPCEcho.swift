import GRPCCore
import GRPCNIOTransportHTTP2Posix

/// A unary call of gRPC Swift 2 over its NIO transport.
struct GRPCEcho: Contender {
  let name: ContenderName
  private let format: AlbumFormat
  private let server: Child
  private let client: GRPCClient<HTTP2ClientTransport.Posix>

  /// - Parameter path: of a Unix socket; if empty, over TCP.
  init(_ name: ContenderName, _ format: AlbumFormat, _ kind: ServerKind, at path: String = "") throws {
    self.name = name
    self.format = format
    server = try Child(["serve", kind.rawValue, path])
    let port = Int(try server.line()) ?? 0
    client = GRPCClient(transport: try path.isEmpty ? Self.tcp(port) : Self.unix(path))
  }

  private static func tcp(_ port: Int) throws -> HTTP2ClientTransport.Posix {
    try .http2NIOPosix(target: .ipv4(address: "127.0.0.1", port: port), transportSecurity: .plaintext)
  }

  private static func unix(_ path: String) throws -> HTTP2ClientTransport.Posix {
    try .http2NIOPosix(target: .unixDomainSocket(path: path), transportSecurity: .plaintext)
  }

  func run() async throws { try await client.runConnections() }

  func measure(_ load: Load) async throws -> Timings {
    try await load.measure { [client, format] album in
      try await client.unary(
        request: ClientRequest(message: album), descriptor: GRPCEchoServer.method, serializer: format,
        deserializer: format, options: .defaults
      ) { try $0.message }
    }
  }

  func end() { client.beginGracefulShutdown() }
}
