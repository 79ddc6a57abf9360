import TestSupport
import Testing

@testable import Shared

@Suite(.timeLimit(.minutes(1))) struct HTTPPolicyTests {
  private func isAllowed(_ url: String, _ policy: HTTPPolicy = HTTPPolicy()) -> Bool {
    do throws(HTTPFailure) {
      _ = try policy.check(url)
      return true
    } catch {
      guard case .refusedAddress = error else { return true }
      return false
    }
  }

  @Test(
    arguments: [
      "https://api.astria.ai/tunes", "https://93.184.216.34/", "http://127.0.0.1:8080/", "http://127.9.8.7/",
      "http://localhost:1/", "http://LOCALHOST/", "http://[::1]:9/",
    ])
  func safeAddressesAreAllowed(url: String) { #expect(isAllowed(url)) }

  @Test(
    arguments: [
      "http://api.astria.ai/", "http://127.0.0.1.example.com/", "http://localhost.example.com/", "http://10.0.0.1/",
      "http://[::2]/", "http://0.0.0.0/", "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://localhost/",
      "localhost", "//localhost/", "", "http://", "https://me:secret@example.com/", "http://127.0.0.1@example.com/",
      "https://example.com/a b", "https://example.com/\u{0}", "https://example.com/\r\nX: y",
    ])
  func otherAddressesAreRefused(url: String) { #expect(!isAllowed(url)) }

  @Test func aNeighbourMayBeNamedForPlainHTTP() {
    let policy = HTTPPolicy(plainHosts: ["Astria-Sandbox"])
    #expect(isAllowed("http://astria-sandbox:8080/tunes", policy))
    #expect(isAllowed("http://astria-sandbox./tunes", policy))
    #expect(!isAllowed("http://astria-sandbox.example.com/tunes", policy))
    #expect(isAllowed("https://example.com/", policy))
  }

  @Test func hostsMayBeNarrowedDown() {
    let policy = HTTPPolicy(hosts: ["api.astria.ai"])
    #expect(isAllowed("https://API.astria.ai/tunes", policy))
    #expect(!isAllowed("http://api.astria.ai/tunes", policy))
    #expect(!isAllowed("https://example.com/", policy))
    #expect(!isAllowed("http://127.0.0.1/", policy))
  }

  @Test func aRefusedAddressIsNotAsked() async throws {
    let server = try LoopbackServer { _ = $0.read() }
    let client = HTTPClient(userAgent: "mayfly-tests/1", policy: HTTPPolicy(hosts: ["example.com"]))
    let reason = await failure(of: { try await client.send(HTTPRequest("GET", server.url)) })
    #expect(reason == .refusedAddress("host 127.0.0.1 is not among those allowed"))
    #expect(server.connections == 0)
  }

  @Test(
    arguments: [
      HTTPRequest("GE T", "https://example.com"), HTTPRequest("", "https://example.com"),
      HTTPRequest("GET", "https://example.com", headers: ["X": "a\r\nY: b"]),
      HTTPRequest("GET", "https://example.com", headers: ["X": "a\u{0}b"]),
      HTTPRequest("GET", "https://example.com", headers: ["X Y": "a"]),
      HTTPRequest("GET", "https://example.com", headers: ["": "a"]),
      HTTPRequest("PUT", "https://example.com", headers: ["content-LENGTH": "5"]),
      HTTPRequest("PUT", "https://example.com", headers: ["Transfer-Encoding": "chunked"]),
      HTTPRequest("PUT", "https://example.com", body: .stream(length: -1, next: { nil })),
    ])
  func malformedRequestsAreRefused(request: HTTPRequest) {
    #expect(throws: HTTPFailure.self) { try request.check() }
  }
}
