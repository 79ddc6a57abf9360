import Foundation
import Shared
import Testing

@testable import upload_store

/// What an operator says of S3, and what he is told when it is wrong.
@Suite(.timeLimit(.minutes(1))) struct S3SettingsTests {
  private func location(_ text: String, _ environment: [String: String] = [:]) throws -> S3Location {
    try S3Location(text, Settings(.uploadStore, environment: environment))
  }

  @Test func atAWSTheBucketStandsInTheHostsName() throws {
    let location = try location("s3://faces", ["AWS_REGION": "eu-central-1"])
    #expect(location.origin == "https://faces.s3.eu-central-1.amazonaws.com")
    #expect(location.path(of: nil) == "/" && location.path(of: "a b") == "/a%20b")
  }

  @Test func elsewhereItStandsInThePath() throws {
    let endpoint = ["MAYFLY_S3_ENDPOINT": "http://127.0.0.1:8333"]
    let location = try location("s3://faces/mayfly", endpoint)
    #expect(location.origin == "http://127.0.0.1:8333")
    #expect(location.path(of: nil) == "/faces" && location.path(of: "mayfly/a") == "/faces/mayfly/a")
    let named = try self.location(
      "s3://faces", ["MAYFLY_S3_ENDPOINT": "https://s3.example.org:443", "MAYFLY_S3_STYLE": "host"])
    #expect(named.origin == "https://faces.s3.example.org")
  }

  @Test func onlyWhatBearsOurNameIsOurs() throws {
    let location = try location("s3://faces/mayfly")
    let name = StoredObject.Name.numbered(7)
    #expect(location.key(of: name) == "mayfly/\(name)")
    #expect(location.name(of: "mayfly/\(name)") == name)
    for foreign in ["\(name)", "other/\(name)", "mayfly/\(name)x", "mayfly/a/\(name)", "mayfly/"] {
      #expect(location.name(of: foreign) == nil, "\(foreign)")
    }
  }

  @Test(arguments: ["s3://", "s3://ab", "s3://fa ces", "s3://faces/a//b", "s3://faces/../x", "s3://faces/ä"])
  func aPlaceThatIsNoneIsRefused(_ text: String) {
    #expect(throws: SettingsError.self) { try location(text) }
  }

  @Test func anEndpointOrAStyleThatIsNoneIsRefused() {
    for endpoint in ["s3.example.org", "ftp://s3.example.org", "https://s3.example.org/path"] {
      #expect(throws: SettingsError.self) { try location("s3://faces", ["MAYFLY_S3_ENDPOINT": endpoint]) }
    }
    #expect(throws: SettingsError.self) { try location("s3://faces", ["MAYFLY_S3_STYLE": "both"]) }
  }

  // MARK: Documents

  @Test func documentsAreRead() throws {
    let document = try #require(
      S3Document(
        Array(
          """
          <?xml version="1.0"?>
          <List xmlns="x"><Key>a &lt;&amp;&#x62;&#99;&gt;</Key><Empty/>
          <Item><Id>1</Id></Item><Item><Id>2</Id></Item></List>
          """.utf8)))
    #expect(document.name == "List" && document["Key"] == "a <&bc>" && document["Empty"] == "")
    #expect(document.all("Item").map { $0["Id"] } == ["1", "2"])
    #expect(document["None"] == nil)
  }

  @Test(
    arguments: [
      "", "text", "<a>", "<a></b>", "</a>", "<a>&b;</a>", "<a>&#xD800;</a>", "<!DOCTYPE a><a/>", "<a/><b/>", "<a",
      String(repeating: "<a>", count: 100_000),
    ])
  func whatIsNoneIsRefused(_ text: String) {
    #expect(S3Document(Array(text.utf8)) == nil)
  }

  @Test func timesOfAnswersAreRead() {
    #expect(Moment(httpDate: "Sun, 06 Nov 1994 08:49:37 GMT") == Moment("1994-11-06T08:49:37Z"))
    #expect(Moment(httpDate: "yesterday") == nil)
  }
}
