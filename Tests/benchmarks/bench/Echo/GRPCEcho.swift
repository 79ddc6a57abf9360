import GRPCCore
import GRPCNIOTransportHTTP2Posix

/// A unary call of gRPC Swift 2 over its NIO transport.
struct GRPCEcho: Contender {
  let name: ContenderName
  private let format: AlbumFormat
  private let server: Child
  private let client: GRPCClient<HTTP2ClientTransport.Posix>

  init(_ name: ContenderName, _ format: AlbumFormat, _ kind: ServerKind) throws {
    self.name = name
    self.format = format
    server = try Child(["serve", kind.rawValue, "127.0.0.1"])
    let port = Int(try server.line())
    client = GRPCClient(
      transport: try .http2NIOPosix(target: .ipv4(address: "127.0.0.1", port: port ?? 0), transportSecurity: .plaintext)
    )
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
