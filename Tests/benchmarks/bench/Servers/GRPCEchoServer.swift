import GRPCCore
import GRPCNIOTransportHTTP2Posix
import Shared

/// The echo as a gRPC service, written down by hand: there is no protobuf, the payload is the same `Codable` type.
struct GRPCEchoServer: RegistrableRPCService {
  static let method = MethodDescriptor(fullyQualifiedService: "mayfly.Bench", method: "Echo")

  let format: AlbumFormat

  func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    router.registerHandler(forMethod: Self.method, deserializer: format, serializer: format) { request, _ in
      let single = try await ServerRequest(stream: request)
      return StreamingServerResponse(single: ServerResponse(message: single.message))
    }
  }

  /// - Parameter path: of a Unix socket; if empty, a free port of this machine.
  func run(at path: String) async throws {
    let transport = HTTP2ServerTransport.Posix(
      address: path.isEmpty ? .ipv4(host: "127.0.0.1", port: 0) : .unixDomainSocket(path: path),
      transportSecurity: .plaintext)
    let server = GRPCServer(transport: transport, services: [self])
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask { try await server.serve() }
      let address = try await transport.listeningAddress
      Parent.say("\(address.ipv4?.port ?? 0)")
    }
  }
}
