import AsyncHTTPClient
import Foundation
import NIOCore

/// `POST` with JSON over connections that are kept.
struct HTTPEcho: Contender {
  private static let bodyMax = 1 << 20

  let name = ContenderName.httpJSON
  private let server: Child
  private let client: HTTPClient
  private let address: String

  init(connections: Int) throws {
    server = try Child(["serve", ServerKind.http.rawValue, "127.0.0.1"])
    address = "http://127.0.0.1:\(try server.line())/echo"
    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  func measure(_ load: Load) async throws -> Timings {
    try await load.measure { [client, address] album in
      var request = HTTPClientRequest(url: address)
      request.method = .POST
      request.headers.add(name: "content-type", value: "application/json")
      request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(album)))
      let response = try await client.execute(request, timeout: .seconds(10))
      let body = try await response.body.collect(upTo: Self.bodyMax)
      return try JSONDecoder().decode(Album.self, from: Data(buffer: body))
    }
  }

  func end() async throws { try await client.shutdown() }
}
