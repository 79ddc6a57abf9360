import Foundation
import Shared
import Synchronization
import TestSupport
import Testing

@testable import upload_store

/// As whom we ask: where that is looked for, and what becomes of credentials that expire.
@Suite(.timeLimit(.minutes(1))) struct CredentialTests {
  private let now = Moment("2026-01-01T00:00:00Z")!
  /// Nobody is asked who is not on this machine.
  private let nowhere = ["AWS_EC2_METADATA_DISABLED": "true"]

  private func source(_ environment: [String: String]) throws -> any CredentialSource {
    try CredentialChain.source(Settings(.uploadStore, environment: nowhere.merging(environment) { $1 }))
  }

  private func credentials(_ environment: [String: String]) async throws -> AWSCredentials {
    try await source(environment).fetch()
  }

  @Test func theEnvironmentComesFirst() async throws {
    let found = try await credentials([
      "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "session",
      "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/",
    ])
    #expect(found == AWSCredentials(id: "id", secret: Personal("secret"), session: Personal("session")))
    #expect(throws: SettingsError.self) { try source(["AWS_ACCESS_KEY_ID": "id"]) }
  }

  @Test func thenTheFileOfAWSsOwnTools() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/credentials"
    let text = """
      [default]
      aws_access_key_id = one
      aws_secret_access_key = a=b
      # [other]
      [other]
      aws_access_key_id=two
      aws_secret_access_key=c
      aws_session_token = d
      [half]
      aws_access_key_id = three
      """
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let file = ["AWS_SHARED_CREDENTIALS_FILE": path]
    #expect(try await credentials(file) == AWSCredentials(id: "one", secret: Personal("a=b")))
    let other = try await credentials(file.merging(["AWS_PROFILE": "other"]) { $1 })
    #expect(other == AWSCredentials(id: "two", secret: Personal("c"), session: Personal("d")))
    for profile in ["half", "none"] {
      #expect(throws: SettingsError.self) { try source(file.merging(["AWS_PROFILE": profile]) { $1 }) }
    }
    #expect(throws: SettingsError.self) { try source(["AWS_SHARED_CREDENTIALS_FILE": path + "x"]) }
    try "\n".write(toFile: path + "-empty", atomically: true, encoding: .utf8)
    let empty = ["AWS_SHARED_CREDENTIALS_FILE": path + "-empty"]
    let uri = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/"]
    #expect(throws: Never.self, "an empty file says nothing") { try source(empty.merging(uri) { $1 }) }
    #expect(throws: SettingsError.self) { try source(empty.merging(["AWS_PROFILE": "one"]) { $1 }) }
    #expect(throws: SettingsError.self) { try source(["HOME": folder.path]) }
  }

  // MARK: Endpoints

  private func document(_ id: String, _ expires: String = "2026-01-01T06:00:00Z") -> String {
    #"{"Code":"Success","AccessKeyId":"\#(id)","SecretAccessKey":"s","Token":"t","Expiration":"\#(expires)"}"#
  }

  private func given(_ id: String) -> AWSCredentials {
    AWSCredentials(
      id: id, secret: Personal("s"), session: Personal("t"), expires: Moment("2026-01-01T06:00:00Z"))
  }

  @Test func aContainerIsGivenThemForItsToken() async throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/token"
    let server = try LoopbackServer { connection in
      while let request = connection.read() {
        switch request.headers["Authorization"] {
        case "from the environment": connection.respond(200, body: Array(document("one").utf8))
        case "from the file": connection.respond(200, body: Array(document("two").utf8))
        default: connection.respond(401)
        }
      }
    }
    let address = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url + "/role"]
    let token = ["AWS_CONTAINER_AUTHORIZATION_TOKEN": "from the environment"].merging(address) { $1 }
    #expect(try await credentials(token) == given("one"))
    let container = try source(token.merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file]) { $1 })
    await #expect(throws: Refusal.self) { try await container.fetch() }
    try "from the file\n".write(toFile: file, atomically: true, encoding: .utf8)
    #expect(try await container.fetch() == given("two"), "the file is read anew")
    let refusal = await #expect(throws: Refusal.self) { try await credentials(address) }
    #expect(refusal?.description.contains("answers 401. Give this machine or container a role") == true)
  }

  @Test func aContainerSendsItsTokenNowhereElseInTheClear() async throws {
    let refusal = await #expect(throws: Refusal.self) {
      try await credentials(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/role"])
    }
    #expect(refusal?.description.contains("over https only") == true)
    #expect(throws: SettingsError.self) { try source(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "role"]) }
  }

  @Test func aMachineIsGivenThoseOfItsRole() async throws {
    let server = try LoopbackServer { connection in
      while let request = connection.read() {
        let isOpened = request.headers["X-aws-ec2-metadata-token"] == "open"
        switch (request.method, request.target, isOpened) {
        case ("PUT", "/latest/api/token", _) where request.headers["X-aws-ec2-metadata-token-ttl-seconds"] != nil:
          connection.respond(200, body: Array("open".utf8))
        case ("GET", "/latest/meta-data/iam/security-credentials/", true):
          connection.respond(200, body: Array("suite\n".utf8))
        case ("GET", "/latest/meta-data/iam/security-credentials/suite", true):
          connection.respond(200, body: Array(document("three").utf8))
        default: connection.respond(404)
        }
      }
    }
    let machine = ["AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url + "/"]
    #expect(try await credentials(machine) == given("three"))
  }

  @Test(arguments: ["", "{}", "<html></html>", #"{"Code":"Failed","Message":"no"}"#])
  func whatAreNoCredentialsIsSaid(_ text: String) async throws {
    let server = try LoopbackServer { connection in
      while connection.read() != nil { connection.respond(200, body: Array(text.utf8)) }
    }
    let refusal = await #expect(throws: Refusal.self) {
      try await credentials(["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url])
    }
    #expect(refusal?.description.contains("does not answer as credentials are written") == true)
  }

  // MARK: Renewal

  /// Gives one after the other, or refuses.
  private final class Source: CredentialSource {
    private let answers: Mutex<[AWSCredentials?]>
    init(_ answers: [AWSCredentials?]) { self.answers = Mutex(answers) }
    var left: Int { answers.withLock { $0.count } }
    func fetch() async throws(Refusal) -> AWSCredentials {
      guard let next = answers.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else {
        throw .noCredentials("Not now.")
      }
      return next
    }
  }

  private final class Time: Sendable {
    private let moment: Mutex<Moment>
    init(_ moment: Moment) { self.moment = Mutex(moment) }
    var clock: WallClock { WallClock { [self] in moment.withLock { $0 } } }
    func pass(_ duration: Duration) { moment.withLock { $0 = $0 + duration } }
  }

  @Test func theyAreRenewedBeforeTheyExpireAndUsedUntilThen() async throws {
    let time = Time(now)
    let first = AWSCredentials(id: "1", secret: Personal("s"), expires: now + .seconds(1000))
    let second = AWSCredentials(id: "2", secret: Personal("s"), expires: now + .seconds(9000))
    let source = Source([first, nil, second])
    let keeper = CredentialKeeper(source, clock: time.clock)
    #expect(try await keeper.current() == first)
    #expect(try await keeper.current() == first && source.left == 2, "once is enough")
    time.pass(.seconds(800))
    #expect(try await keeper.current() == first, "no others are to be had, and these are still good")
    #expect(try await keeper.current() == second)
    time.pass(.seconds(9000))
    await #expect(throws: Refusal.self) { try await keeper.current() }
  }

  @Test func manyWhoAskAtOnceCauseOneRenewal() async throws {
    let source = Source([given("1"), given("2")])
    let keeper = CredentialKeeper(source, clock: Time(now).clock)
    try await withThrowingTaskGroup(of: AWSCredentials.self) { group in
      for _ in 0..<50 { group.addTask { try await keeper.current() } }
      for try await found in group { #expect(found == given("1")) }
    }
    #expect(source.left == 1)
  }
}
