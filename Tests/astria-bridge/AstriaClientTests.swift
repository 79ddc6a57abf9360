import Foundation
import Shared
import TestSupport
import Testing

@testable import astria_bridge

/// What goes over the wire, and what is made of odd answers.
@Suite(.timeLimit(.minutes(1))) struct AstriaClientTests {
  private static let tune = """
    {"id":9007199254740993,"title":"t","trained_at":null,"cfg_scale":"3.0","orig_images":["https://mp.astria.ai/x"]}
    """
  private static let prompt = NewPrompt(tune: 7, text: "portrait of ohwx woman", images: 2, callback: nil)

  private func newTune(_ photos: [[UInt8]], callback: String? = "https://mayfly.example/v1/astria/hints/t") -> NewTune {
    NewTune(
      title: "5f2c0f2e", subject: .woman, callback: callback,
      photos: photos.map { bytes in
        NewTune.Photo(contentType: "image/jpeg", length: bytes.count) {
          let attachment = Attachment(bytes)
          return { try await attachment.next()?.bytes }
        }
      })
  }

  @Test func aTuneIsAFormWithItsPhotosNumbered() async throws {
    let astria = try OddAstria(.json(Self.tune, status: 201))
    let made = try await astria.client.createTune(newTune([[1, 2, 3], [4, 5]]))
    #expect(made.id == 9_007_199_254_740_993 && made.seen == .pending)
    #expect(made.origImages == ["https://mp.astria.ai/x"])

    let request = try #require(astria.requests.first)
    #expect(request.method == "POST" && request.target == "/tunes")
    #expect(request.headers["Authorization"] == "Bearer sd_test")
    #expect(request.headers["User-Agent"] == "mayfly-tests/1")
    #expect(request.headers["Accept"] == "application/json")
    #expect(request.headers["Content-Type"]?.hasPrefix("multipart/form-data; boundary=") == true)
    let body = String(decoding: request.body, as: UTF8.self)
    for (name, value) in [
      ("title", "5f2c0f2e"), ("name", "woman"), ("base_tune_id", "1504944"), ("model_type", "lora"),
      ("preset", "flux-lora-portrait"), ("token", "ohwx"), ("branch", "fast"), ("auto_extend", "false"),
      ("callback", "https://mayfly.example/v1/astria/hints/t"),
    ] {
      #expect(body.contains("name=\"tune[\(name)]\"\r\n\r\n\(value)\r\n"), "\(name)")
    }
    #expect(
      body.contains("name=\"tune[images][]\"; filename=\"01.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\u{1}\u{2}\u{3}"))
    #expect(body.contains("name=\"tune[images][]\"; filename=\"02.jpg\""))
  }

  @Test func withoutAPublicAddressThereIsNoCallback() async throws {
    let astria = try OddAstria(.json(Self.tune, status: 201))
    _ = try await astria.client.createTune(newTune([[1]], callback: nil))
    #expect(!String(decoding: try #require(astria.requests.first).body, as: UTF8.self).contains("callback"))
  }

  @Test func aPhotoThatCannotBeReadMeansThatNothingWasCarriedOut() async throws {
    let astria = try OddAstria(.json(Self.tune, status: 201))
    let photo = NewTune.Photo(contentType: "image/jpeg", length: 10) { throw Refusal(.notFound, "It is gone.") }
    let tune = NewTune(title: "t", subject: .man, callback: nil, photos: [photo])
    await #expect { _ = try await astria.client.createTune(tune) } throws: { Self.trouble($0) == Trouble(.unreachable) }
  }

  @Test func aPromptIsPostedToTheBaseTune() async throws {
    let astria = try OddAstria(.json(#"{"id":45000001,"images":[],"text":"x"}"#, status: 201))
    let made = try await astria.client.createPrompt(Self.prompt)
    #expect(made.id == 45_000_001 && made.seen == .pending)
    let request = try #require(astria.requests.first)
    #expect(request.target == "/tunes/1504944/prompts")
    #expect(
      String(decoding: request.body, as: UTF8.self)
        == #"{"prompt":{"num_images":2,"text":"<lora:7:1> portrait of ohwx woman"}}"#)
  }

  @Test(arguments: [
    (OddAstria.Answer.other(401, "text/plain", "HTTP Token: Access denied."), Trouble(.operatorNeeded)),
    (.other(403, "text/html", "<html>error code: 1010</html>"), Trouble(.operatorNeeded)),
    (.json(#"{"base":["Not enough balance"]}"#, status: 422), Trouble(.operatorNeeded)),
    (.json(#"{"text":["can't be blank"]}"#, status: 422), Trouble(.rejected)),
    (.other(422, "text/html"), Trouble(.rejected)),
    (.json(#"{"status":404,"error":"Not Found"}"#, status: 404), Trouble(.rejected)),
    (.other(302, "text/html"), Trouble(.operatorNeeded)),
    (.other(429, "text/html"), Trouble(.busy)),
    (OddAstria.Answer(status: 429, headers: ["Retry-After": "7"]), Trouble(.busy, retryAfter: 7)),
    (.other(500, "text/html", "<h1>sorry</h1>"), Trouble(.lost)),
    (.other(503, "text/html"), Trouble(.lost)),
    (.other(504, "text/html", "<h1>Gateway time-out</h1>"), Trouble(.lost)),
    (.other(201, "text/html", "<html>"), Trouble(.lost)),
    (.json(#"{"id":4500"#, status: 201), Trouble(.lost)),
    (.json("", status: 201), Trouble(.lost)),
    (.json(#"{"id":"none"}"#, status: 201), Trouble(.lost)),
  ])
  func everyAnswerToAPostHasItsMeaning(_ answer: OddAstria.Answer, _ trouble: Trouble) async throws {
    let astria = try OddAstria(answer)
    await #expect { _ = try await astria.client.createPrompt(Self.prompt) } throws: { Self.trouble($0) == trouble }
  }

  @Test func aCutConnectionIsALostAnswerAndNoConnectionIsNone() async throws {
    let cut = try OddAstria(nil)
    await #expect { _ = try await cut.client.createPrompt(Self.prompt) } throws: { Self.trouble($0) == Trouble(.lost) }
    let port = try LoopbackSocket.closedPort()
    let nobody = AstriaClient.live(
      AstriaAPI(
        address: "http://127.0.0.1:\(port)", key: Personal("sd_test"), branch: nil,
        http: HTTPClient(userAgent: "mayfly-tests/1"), randomness: .system))
    await #expect { _ = try await nobody.createPrompt(Self.prompt) } throws: {
      Self.trouble($0) == Trouble(.unreachable)
    }
  }

  @Test func nothingIsSaidOfAPersonInAFailure() async throws {
    let words = String(repeating: "word ", count: 100)
    let answer = OddAstria.Answer.json(
      #"{"callback":["<b>https://mayfly.example/v1/astria/hints/secret</b> is wrong"],"error":"\#(words)"}"#,
      status: 422)
    let astria = try OddAstria(answer)
    await #expect { _ = try await astria.client.createPrompt(Self.prompt) } throws: { error in
      let text = "\(error)"
      return text.hasPrefix("status 422: callback ‹address› is wrong; word") && text.count < 320
    }
  }

  @Test func whatIsNotThereIsNilAndDeleted() async throws {
    let astria = try OddAstria(.json(#"{"status":404,"error":"Not Found"}"#, status: 404))
    #expect(try await astria.client.tune(7) == nil)
    #expect(try await astria.client.prompt(8) == nil)
    try await astria.client.delete(.tune(7))
    try await astria.client.delete(.prompt(8))
    #expect(
      astria.requests.map(\.target) == ["/tunes/7", "/tunes/1504944/prompts/8", "/tunes/7", "/tunes/1504944/prompts/8"])
    #expect(astria.requests.map(\.method) == ["GET", "GET", "DELETE", "DELETE"])
  }

  @Test(arguments: [
    OddAstria.Answer.json(#"{"message":"deleted"}"#), .other(204, "text/html"), .other(200, "text/html"),
  ])
  func bothAnswersToADeletionAreTaken(_ answer: OddAstria.Answer) async throws {
    let astria = try OddAstria(answer)
    try await astria.client.delete(.tune(7))
    #expect(astria.requests.count == 1)
  }

  @Test func listsGoOnBelowTheLastNumber() async throws {
    let astria = try OddAstria(.json("[]"))
    #expect(try await astria.client.tunes("a-title", nil).isEmpty)
    #expect(try await astria.client.prompts(45).isEmpty)
    #expect(
      astria.requests.map(\.target) == [
        "/tunes?title=a-title&limit=120", "/tunes/1504944/prompts?limit=120&before_id=45",
      ])
  }

  @Test(arguments: [
    (#"{"id":1,"images":["https://mp.astria.ai/a"],"trained_at":"x"}"#, "images"),
    (#"{"id":1,"images":[],"trained_at":"2026-03-01T10:20:41.000Z"}"#, "failed"),
    (#"{"id":1,"images":["a"],"user_error":"no face"}"#, "failed"), (#"{"id":1,"images":[]}"#, "pending"),
    (#"{"id":1}"#, "pending"),
  ])
  func aPromptIsSettledByWhatItHolds(_ json: String, _ expected: String) async throws {
    let astria = try OddAstria(.json(json))
    let prompt = try await astria.client.prompt(1)
    #expect(astria.requests.count == 1)
    switch try #require(prompt).seen {
    case .images(let addresses): #expect(expected == "images" && addresses == [Personal("https://mp.astria.ai/a")])
    case .failed: #expect(expected == "failed")
    case .pending: #expect(expected == "pending")
    case .trouble: Issue.record("it was answered")
    }
  }

  private static func trouble(_ error: any Error) -> Trouble? { (error as? AstriaFailure)?.trouble }
}
