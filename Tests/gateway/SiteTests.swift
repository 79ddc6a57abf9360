import Foundation
import Hummingbird
import HummingbirdTesting
import Shared
import Testing

@testable import gateway

@Suite(.timeLimit(.minutes(1)))
struct SiteTests {
  @Test func thePolicySaysWhatTheContractSays() async throws {
    let contract = try RetentionContract.load(path: nil)
    let text = contract.text.replacing(
      #""deadline": "24h", "mustBeGoneBy": "12h""#, with: #""deadline": "7h", "mustBeGoneBy": "5h""#)
    let policy = PolicyDocument(try RetentionContract(text: text))
    let photo = try #require(policy.retention.first { $0.copyClass == .photo })
    #expect(photo.deadline.seconds == 7 * 3600)
    #expect(photo.deadline.text == "7 hours")
    #expect(policy.sections.contains { $0.id == .retention && $0.paragraphs[0].contains("7 hours") })
    let html = PrivacyPage(policy: policy).html.text
    #expect(html.contains("7 hours") && html.contains("5 hours"))
    #expect(!html.contains("24 hours after the photosession&#39;s first photo"))
    #expect(html.contains("Version \(contract.version), revised on <time datetime=\"\(contract.revised)\">"))
  }

  @Test(arguments: [
    ("0s", "at once"), ("1s", "1 second"), ("8s", "8 seconds"), ("10min", "10 minutes"), ("1h", "1 hour"),
    ("24h", "24 hours"), ("12h", "12 hours"), ("30d", "30 days"), ("1095d", "3 years"), ("90s", "90 seconds"),
  ])
  func aLengthOfTimeReadsAsPeopleSayIt(_ length: String, _ text: String) throws {
    let lifetime = try JSONDecoder().decode(Lifetime.self, from: Data("\"\(length)\"".utf8))
    #expect(lifetime.text == text)
  }

  @Test func everyFileOfThePageIsServedAndNoOther() async throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Services/gateway/Page")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(names + ["paper.css"]) == Set(PageFile.all.keys))
    try await World().app.test(.router) { client async throws in
      for name in names {
        let answer = try await client.send(Sample(.get, "/page/\(name)", token: nil))
        #expect(answer.status == .ok)
        #expect(Data(answer.body.readableBytesView) == (try Data(contentsOf: folder.appending(path: name))))
      }
      for name in ["..%2fMain.swift", "%2e%2e", "nothing.js"] {
        #expect(try await client.send(Sample(.get, "/page/\(name)", token: nil)).status == .notFound)
      }
    }
  }

  @Test func thePageKeepsToItsOwnContentSecurityPolicy() throws {
    for (name, file) in PageFile.all where name.hasSuffix(".html") {
      let html = String(decoding: file.bytes, as: UTF8.self)
      #expect(!html.contains("<style") && !html.contains(" style=") && !html.contains(" onclick="), "\(name)")
      #expect(html.matches(of: /<script(?![^>]*src=)/).isEmpty, "\(name)")
      #expect(html.matches(of: /(src|href)="(https?:)?\/\//).isEmpty, "\(name)")
    }
  }

  @Test func requestsAreCountedByRouteAndStatus() async throws {
    let world = try World()
    try await world.app.test(.router) { client async throws in
      _ = try await client.send(Sample(.named("GET /v1/photosessions/{photosession}")))
      _ = try await client.send(Sample(.get, "/v1/canary"))
    }
    #expect(
      world.metrics.text.contains(
        #"mayfly_gateway_requests_total{route="GET /v1/photosessions/{photosession}",status="200"} 1"#))
    #expect(world.metrics.text.contains(#"mayfly_gateway_requests_total{route="unknown",status="404"} 1"#))
    #expect(world.metrics.requests == 2)
  }

  @Test(arguments: [true, false])
  func itIsReadyWhenAllOthersAnswer(_ isThere: Bool) async throws {
    let operations = Operations(
      metrics: Metrics(), peers: { [.account: true, .janitor: isThere] }, notice: { nil })
    try await Application(router: operations.router()).test(.router) { client async throws in
      #expect(try await client.execute(uri: "/healthz", method: .get).status == .ok)
      let ready = try await client.execute(uri: "/readyz", method: .get)
      #expect(ready.status == (isThere ? .ok : .serviceUnavailable))
      #expect(try ready.json["peers"]?["janitor"] == .bool(isThere))
      #expect(try await client.execute(uri: "/metrics", method: .get).headers[.contentType]?.contains("0.0.4") == true)
    }
  }
}
