import Shared
import Testing

@testable import astria_sandbox

@Suite(.timeLimit(.minutes(1))) struct RequestLogTests {
  @Test func requestsAreCountedAndListedInTheirOrder() async throws {
    try await withSandbox { customer in
      let tune = try await customer.createTune().id
      _ = try await customer.get("/tunes/\(tune).json")
      _ = try await customer.get("/tunes/1")
      _ = try await customer.get("/elsewhere?a=b")
      let log = try await customer.get("/sandbox/requests").json
      #expect(try await customer.get("/sandbox/requests/counts").json == log["counts"])
      #expect(log["counts"] == .object(["create-tune": .integer(1), "show-tune": .integer(2), "other": .integer(1)]))
      let requests = log["requests"].items
      #expect(requests.map { $0["path"].text } == ["/tunes", "/tunes/\(tune).json", "/tunes/1", "/elsewhere?a=b"])
      #expect(requests.map { $0["status"].int } == [201, 200, 404, 404])
      #expect(requests.map { $0["number"].int } == [1, 2, 3, 4] && requests[0]["method"].text == "POST")
    }
  }

  @Test func everyTextThatReachedAstriaCanBeRead() async throws {
    try await withSandbox { customer in
      let tune = try await customer.createTune(["callback": "http://127.0.0.1:1/secret?token=1"]).id
      _ = try await customer.createPrompt(on: tune, #""text": "in a suit", "seed": 5, "x": ["deep"]"#)
      _ = try await customer.get("/tunes?title=some%20body")
      let texts = try await customer.get("/sandbox/received/texts").json.items
      func text(_ request: Int, _ name: String) -> String? {
        texts.first { $0["request"].int == request && $0["name"].text == name }?["text"].text
      }
      #expect(text(1, "tune[title]") == "5f2c" && text(1, "tune[images][1][name]") == "02.jpg")
      #expect(text(1, "tune[callback]") == "http://127.0.0.1:1/secret?token=1")
      #expect(text(2, "prompt[text]") == "in a suit" && text(2, "prompt[seed]") == "5")
      #expect(text(2, "prompt[x][0]") == "deep" && text(3, "title") == "some body")
      #expect(text(3, "User-Agent") == "tests" && !texts.contains { $0["text"].text?.contains("sd_test") == true })
    }
  }

  @Test func whatIsRefusedByAFaultHasReachedAstriaAllTheSame() async throws {
    try await withSandbox { customer in
      try await customer.set(#"{"route": "create-tune", "kind": "500"}"#)
      _ = try await customer.createTune()
      #expect(try await customer.get("/sandbox/received/texts").text.contains("5f2c"))
      let request = try #require(try await customer.requests().first)
      #expect(request["fault"].text == "500" && request["status"].int == 500)
    }
  }

  @Test func soHasWhatNoRouteIsFor() async throws {
    try await withSandbox { customer in
      let answer = try await customer.post("/elsewhere", json: #"{"name": "somebody"}"#)
      #expect(answer.status == 404)
      #expect(try await customer.get("/sandbox/received/texts").text.contains("somebody"))
    }
  }

  @Test func oldRequestsAreForgottenAndStillCounted() {
    var log = RequestLog()
    let count = 2 * RequestLog.fewestKept + 1
    for _ in 1...count { _ = log.open("GET", "/tunes", .listTunes, [], at: Moment(milliseconds: 0)) }
    #expect(log.counts == ["list-tunes": count] && log.entries.count == RequestLog.fewestKept + 1)
    log.note(1) { $0.status = 500 }
    log.note(count) { $0.status = 200 }
    #expect(log.entries.first?.status == nil && log.entries.last?.status == 200)
  }
}
