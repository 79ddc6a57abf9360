import Foundation
import Shared
import Synchronization
import TestSupport
import Testing

@testable import upload_store

/// An object store that has bad days.
@Suite(.timeLimit(.minutes(1))) struct S3FaultTests {
  private let name = StoredObject.Name.numbered(1)
  /// Of a version of it.
  private var listing: String {
    """
    <ListVersionsResult><Version><Key>\(name)</Key><VersionId>1</VersionId><IsLatest>true</IsLatest>\
    <LastModified>2026-01-01T00:00:00Z</LastModified></Version></ListVersionsResult>
    """
  }

  private func store(_ server: LoopbackServer, clock: WallClock = .system) throws -> S3Store {
    try .at(server.url, "faces", clock: clock)
  }

  /// Answers one request after the other, and says what it heard.
  private func server(_ answers: [(status: Int, body: String)]) throws -> (LoopbackServer, Heard) {
    let heard = Heard()
    let server = try LoopbackServer { connection in
      while let request = connection.read() {
        let number = heard.note(request)
        let answer = answers[min(number, answers.count - 1)]
        connection.respond(answer.status, body: Array(answer.body.utf8))
      }
    }
    return (server, heard)
  }

  private final class Heard: Sendable {
    private let requests = Mutex<[LoopbackConnection.Request]>([])
    var all: [LoopbackConnection.Request] { requests.withLock { $0 } }
    func note(_ request: LoopbackConnection.Request) -> Int {
      requests.withLock {
        $0.append(request)
        return $0.count - 1
      }
    }
  }

  private func error(_ code: String, _ more: String = "") -> String { "<Error><Code>\(code)</Code>\(more)</Error>" }

  @Test func aStormOf503sIsWaitedOutAndTheObjectIsPutWhole() async throws {
    let (server, heard) = try server([(503, error("SlowDown")), (500, error("InternalError")), (200, "")])
    try await store(server).put(name, [[1, 2], [3]])
    #expect(heard.all.map(\.body) == Array(repeating: [1, 2, 3], count: 3))
  }

  @Test func aStormThatDoesNotEndIsGivenUp() async throws {
    let (server, heard) = try server([(503, error("SlowDown"))])
    let refusal = await #expect(throws: Refusal.self) { try await store(server).put(name, [[1]]) }
    #expect(refusal?.problem == .unavailable)
    #expect(refusal?.description.contains("503 SlowDown") == true)
    #expect(heard.all.count == S3Client.triesMax)
  }

  @Test func whatWillNotPassIsAskedOnce() async throws {
    let (server, heard) = try server([(403, error("AccessDenied"))])
    let refusal = await #expect(throws: Refusal.self) { try await store(server).put(name, [[1]]) }
    #expect(refusal?.description.contains("Check the credentials") == true)
    #expect(heard.all.count == 1)
  }

  @Test func theServersClockIsFollowed() async throws {
    let time = "<ServerTime>2030-01-02T03:04:05Z</ServerTime>"
    let (server, heard) = try server([(403, error("RequestTimeTooSkewed", time)), (200, "")])
    let store = try store(server, clock: WallClock { Moment("2026-01-01T00:00:00Z")! })
    try await store.put(name, [[1]])
    try await store.put(name, [[1]])
    #expect(heard.all.map { $0.headers["x-amz-date"] } == ["20260101T000000Z", "20300102T030405Z", "20300102T030405Z"])
  }

  @Test func aDeletionThatFailsForOneVersionIsNoDeletion() async throws {
    let partly = "<DeleteResult><Error><Key>\(name)</Key><Code>AccessDenied</Code></Error></DeleteResult>"
    let (server, _) = try server([(204, ""), (200, listing), (200, partly)])
    let refusal = await #expect(throws: Refusal.self) { try await store(server).delete(name) }
    #expect(refusal?.description.contains("did not delete 1 of 1") == true)
  }

  /// A listing that lags behind must not be asked for ever.
  @Test func whatStaysListedIsNoDeletion() async throws {
    let round = [(status: 200, body: listing), (status: 200, body: "<DeleteResult/>")]
    let (server, heard) = try server([(204, "")] + Array(repeating: round, count: 10).flatMap { $0 })
    let refusal = await #expect(throws: Refusal.self) { try await store(server).delete(name) }
    #expect(refusal?.problem == .unavailable)
    #expect(heard.all.count == 7)
  }

  /// P10: somebody else's page for what it does not find does not prove that a face is gone; nor does a bucket that is.
  @Test(arguments: ["<html><body>Not found</body></html>", "Not found", "<Error><Code>NoSuchBucket</Code></Error>"])
  func notEvery404SaysThatItIsGone(_ page: String) async throws {
    let (server, _) = try server([(404, page)])
    await #expect(throws: Refusal.self) { try await store(server).get(name) }
    await #expect(throws: Refusal.self) { try await store(server).delete(name) }
    let (silent, _) = try self.server([(404, ""), (404, page)])
    await #expect(throws: Refusal.self) { try await store(silent).exists(name) }
  }

  @Test func theSecretIsNotShown() {
    let credentials = AWSCredentials(id: "id", secret: Personal("guarded"), session: Personal("guarded"))
    #expect(!"\(credentials)".contains("guarded"))
  }

  @Test func whatIsNoS3SaysSo() async throws {
    let (server, _) = try server([(200, "<html><body>Welcome</body>")])
    let refusal = await #expect(throws: Refusal.self) { try await store(server).list(after: nil, limit: 1) }
    #expect(refusal?.description.contains("MAYFLY_S3_ENDPOINT") == true)
  }

  @Test func noWordIsSentInTheClearToOtherMachines() async throws {
    let store = try S3Store.at("http://192.0.2.1:9000", "faces")
    let refusal = await #expect(throws: Refusal.self) { try await store.exists(name) }
    #expect(refusal?.description.contains("https only") == true)
  }
}
