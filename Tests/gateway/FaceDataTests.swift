import Hummingbird
import HummingbirdTesting
import Shared
import Testing

@testable import gateway

/// The answers that App Review asks for.
@Suite(.timeLimit(.minutes(1)))
struct FaceDataTests {
  private let contract: RetentionContract
  private let policy: PolicyDocument

  init() throws {
    contract = try .load(path: nil)
    policy = PolicyDocument(contract)
  }

  private var told: TransparencyDocument {
    TransparencyDocument(Notice(transparency: World.transparency, isCurrent: true), contract)
  }

  private func answer(_ question: String, in document: FaceDataDocument) throws -> FaceDataDocument.Answer {
    try #require(document.answers.first { $0.question.hasPrefix(question) })
  }

  @Test func everyPlaceOfAFaceIsListedWithItsTime() throws {
    let document = FaceDataDocument(policy, told)
    #expect(document.places.map(\.copyClass) == CopyClass.allCases.filter(\.isFaceData))
    let stays = try answer("How long", in: document).answer
    #expect(stays.count == document.places.count)
    for (place, words) in zip(document.places, stays) { #expect(words.contains(place.deadline.text)) }
  }

  @Test func theLongestMeasuredStayStandsBesideThePromise() throws {
    let document = FaceDataDocument(policy, told)
    #expect(document.places.first?.longestStay?.seconds == 755)
    #expect(try answer("How long", in: document).answer[0].contains("the longest in the last 30 days was 12 min 35 s"))
    #expect(FaceDataPage(document: document).html.text.contains("<strong>12 min 35 s</strong>"))
  }

  @Test func withoutTheJanitorThePromisesStandAndNoMeasurement() throws {
    let document = FaceDataDocument(policy, nil)
    #expect(document.measured == nil)
    #expect(document.places.allSatisfy { $0.longestStay == nil && $0.erased == nil })
    #expect(FaceDataPage(document: document).html.text.contains("What was measured cannot be shown right now"))
  }

  @Test func thePolicyIsQuotedInItsVeryWords() throws {
    let document = FaceDataDocument(policy, told)
    let privacy = PrivacyPage(policy: policy).html.text
    for quote in document.answers.flatMap(\.policy) {
      for words in quote.words {
        #expect(privacy.contains("<p>\(words.replacing("'", with: "&#39;"))</p>"), "\(words)")
      }
      let anchor = try #require(quote.address.split(separator: "#").last)
      #expect(privacy.contains("id=\"\(anchor)\""))
    }
  }

  @Test func astriasOwnDefaultIsCalledAstriasAndOursTheShorterOne() throws {
    let ownDefault = try #require(contract.row(.tune).custodianDefault)
    let words = try #require(policy.sections.first { $0.id == .astria }).paragraphs.joined(separator: " ")
    #expect(words.contains("for \(ownDefault). That is Astria's own default"))
    #expect(words.contains("at the latest \(contract.row(.tune).mustBeGoneBy.text) after"))
    let text = contract.text.replacing(",\n      \"custodianDefault\": \"\(ownDefault)\"", with: "")
    let without = PolicyDocument(try RetentionContract(text: text))
    #expect(!without.sections.contains { $0.paragraphs.joined().contains("own default") })
  }

  @Test(arguments: [
    (nil, false), ("*/*", false), ("application/json", false),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
    ("text/html;q=0.2, application/json", false),
    ("text/*", true), ("application/json;q=0.1, text/html;q=0.9", true), ("nonsense", false),
  ])
  func aBrowserGetsThePageAndAProgramTheData(_ accept: String?, _ isPage: Bool) async throws {
    try await World().app.test(.router) { client async throws in
      var sample = Sample(.get, "/v1/policy/face-data", token: nil)
      sample.headers[.accept] = accept
      let answer = try await client.send(sample)
      #expect(answer.headers[.contentType] == (isPage ? "text/html; charset=utf-8" : "application/json"))
      #expect(answer.headers[.vary] == "Accept")
    }
  }
}
