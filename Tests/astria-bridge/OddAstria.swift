import Shared
import Synchronization
import TestSupport

@testable import astria_bridge

/// An Astria on this machine that answers what a test says, and remembers what it was asked.
final class OddAstria: Sendable {
  struct Answer: Sendable {
    var status = 200
    var headers: HTTPHeaders = ["Content-Type": "application/json; charset=utf-8"]
    var body: [UInt8] = []

    static func json(_ text: String, status: Int = 200) -> Answer { Answer(status: status, body: Array(text.utf8)) }

    static func other(_ status: Int, _ type: String, _ text: String = "") -> Answer {
      Answer(status: status, headers: ["Content-Type": type], body: Array(text.utf8))
    }
  }

  private let server: LoopbackServer
  private let seen: Seen

  private final class Seen: Sendable {
    let requests = Mutex<[LoopbackConnection.Request]>([])
  }

  /// - Parameter answers: one after the other; the last one again and again. None: the connection is cut.
  init(_ answers: Answer?...) throws {
    let left = Mutex(answers[...])
    let seen = Seen()
    self.seen = seen
    server = try LoopbackServer { connection in
      while let request = connection.read() {
        seen.requests.withLock { $0.append(request) }
        guard let answer = left.withLock({ $0.count > 1 ? $0.removeFirst() : $0.first ?? nil }) else { return }
        connection.respond(answer.status, headers: answer.headers, body: answer.body)
      }
    }
  }

  var url: String { server.url }
  var requests: [LoopbackConnection.Request] { seen.requests.withLock { $0 } }

  var client: AstriaClient {
    .live(
      AstriaAPI(
        address: url, key: Personal("sd_test"), branch: "fast", http: HTTPClient(userAgent: "mayfly-tests/1"),
        randomness: .system))
  }

  var images: AstriaImages {
    .live(HTTPClient(userAgent: "mayfly-tests/1", policy: HTTPPolicy(hosts: ["127.0.0.1"])))
  }
}
