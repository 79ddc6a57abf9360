import Shared
import Synchronization
import Testing

@testable import astria_sandbox

/// What callers see of each fault, over a real connection.
@Suite(.timeLimit(.minutes(1))) struct RequestFaultTests {
  @Test(arguments: [
    ("401", 401, "text/plain", "HTTP Token: Access denied."), ("403", 403, "text/html", "1010"),
    ("422-fields", 422, "application/json", #"{"name":["#), ("422-error", 422, "application/json", #"{"error":"#),
    ("422-empty", 422, "", ""), ("429", 429, "application/json", "Too Many"),
    ("not-enough-balance", 422, "application/json", "Not enough balance"),
    ("500", 500, "application/json", "Internal Server Error"), ("503", 503, "text/html", "503"),
  ]) func whatIsRefusedIsNotExecuted(kind: String, status: Int, type: String, text: String) async throws {
    try await withSandbox { customer in
      try await customer.set(#"{"route": "create-tune", "kind": "\#(kind)", "times": 1}"#)
      let refused = try await customer.createTune()
      #expect(refused.status == status && refused.type.hasPrefix(type))
      #expect(text.isEmpty ? refused.body.isEmpty : refused.text.contains(text))
      #expect(try await customer.state()["tunes"]["created"].int == 0)
      #expect(try await customer.createTune().status == 201)
    }
  }

  @Test(arguments: [("", nil), (#", "retry_after": 7"#, "7")])
  func aLimitMayTellHowLongToWait(parameter: String, header: String?) async throws {
    try await withSandbox { customer in
      try await customer.set(#"{"route": "list-tunes", "kind": "429"\#(parameter)}"#)
      let headers: HTTPHeaders = ["Authorization": "Bearer sd_test"]
      let answer = try await customer.client.send(HTTPRequest("GET", customer.address + "/tunes", headers: headers))
      #expect(answer.status == 429 && answer.headers["Retry-After"] == header)
    }
  }

  @Test(arguments: [("504-after", 504, "504 Gateway"), ("empty", 201, ""), ("html", 201, "<!DOCTYPE html>")])
  func whatIsSpoiledIsExecuted(kind: String, status: Int, text: String) async throws {
    try await withSandbox { customer in
      try await customer.set(#"{"route": "create-tune", "kind": "\#(kind)"}"#)
      let answer = try await customer.createTune()
      #expect(answer.status == status && !answer.type.hasPrefix("application/json"))
      #expect(text.isEmpty ? answer.body.isEmpty : answer.text.contains(text))
      #expect(try await customer.state()["tunes"]["created"].int == 1)
    }
  }

  @Test(arguments: ["lost", "truncated"]) func aBrokenConnectionDoesNotUndoAnything(kind: String) async throws {
    try await withSandbox { customer in
      try await customer.set(#"{"route": "create-tune", "kind": "\#(kind)"}"#)
      let failure = await #expect(throws: HTTPFailure.self) { try await customer.createTune() }
      guard case .interrupted = failure else {
        Issue.record("not interrupted: \(String(describing: failure))")
        return
      }
      #expect(try await customer.state()["tunes"]["created"].int == 1)
    }
  }

  @Test(arguments: [("504-after", 504), ("empty", 422), ("html", 422)])
  func whatWasWrongAnywayIsSpoiledAsWell(kind: String, status: Int) async throws {
    try await withSandbox { customer in
      try await customer.set(#"{"route": "create-tune", "kind": "\#(kind)"}"#)
      let answer = try await customer.createTune(photos: [])
      #expect(answer.status == status && !answer.type.hasPrefix("application/json"))
    }
  }

  @Test func aFaultHidesThatTheBodyIsMalformed() async throws {
    try await withSandbox { customer in
      try await customer.set(#"{"route": "create-tune", "kind": "500", "times": 1}"#)
      #expect(try await customer.post("/tunes", json: "{").status == 500)
      #expect(try await customer.post("/tunes", json: "{").status == 400)
    }
  }

  @Test(arguments: ["empty", "html"]) func aDeletionMayBeAnsweredStrangely(kind: String) async throws {
    try await withSandbox { customer in
      let tune = try await customer.createTune().id
      try await customer.set(#"{"route": "delete-tune", "kind": "\#(kind)"}"#)
      let answer = try await customer.delete("/tunes/\(tune)")
      #expect(answer.status == (kind == "html" ? 200 : 204) && answer.body.isEmpty == (kind == "empty"))
      #expect(try await customer.state()["tunes"]["alive"].int == 0)
    }
  }

  @Test func aTruncatedImagePromisesTheWholeOfIt() async throws {
    try await withSandbox { customer in
      let address = try #require(try await customer.createTune().json["orig_images"].items.first?.text)
      try await customer.set(#"{"route": "file", "kind": "truncated"}"#)
      let answer = try await customer.client.stream(HTTPRequest("GET", address))
      #expect(answer.status == 200 && answer.headers["Content-Length"] == "\(Customer.photo.count)")
      await #expect(throws: HTTPFailure.self) { _ = try await customer.send("GET", address, headers: [:]) }
    }
  }

  @Test func anAnswerWithoutBodyIsTruncatedToNothing() async throws {
    try await withSandbox { customer in
      let tune = try await customer.createTune().id
      try await customer.set(#"{"route": "delete-tune", "kind": "truncated", "times": 1}"#)
      // A DELETE may be sent again behind the caller's back, and then finds nothing.
      do {
        #expect(try await customer.delete("/tunes/\(tune)").status == 404)
      } catch let failure as HTTPFailure {
        #expect(failure.mayHaveBeenExecuted)
      }
      #expect(try await customer.state()["tunes"]["alive"].int == 0)
    }
  }

  @Test func aRequestMayHangUntilTheCallerGivesUp() async throws {
    try await withSandbox { customer in
      try await customer.set(#"{"route": "create-prompt", "kind": "hang"}"#)
      let tune = try await customer.createTune().id
      let request = HTTPRequest(
        "POST", "\(customer.address)/tunes/\(tune)/prompts",
        headers: ["Authorization": "Bearer sd_test", "Content-Type": "application/json"],
        body: .bytes(Array(#"{"prompt": {"text": "a"}}"#.utf8)), timeout: .milliseconds(300))
      await #expect(throws: HTTPFailure.timedOut) { try await customer.client.send(request) }
      #expect(try await customer.state()["prompts"]["created"].int == 0)
      let last = try await customer.requests().last
      #expect(last?["fault"].text == "hang" && last?["status"] == .null)
      #expect(try await customer.get("/sandbox/received/texts").text.contains("prompt[text]"))
    }
  }

  @Test func whatIsSlowIsDoneInTheEnd() async throws {
    try await withSandbox { customer in
      try await customer.set(#"{"route": "create-tune", "kind": "slow", "seconds": 0.3}"#)
      let start = ContinuousClock.now
      #expect(try await customer.createTune().status == 201)
      #expect(ContinuousClock.now - start >= .milliseconds(300))
    }
  }

  @Test func whatIsSlowTakesNoUploadMeanwhile() async throws {
    try await withSandbox { customer in
      try await customer.set(#"{"route": "create-tune", "kind": "slow", "seconds": 600}"#)
      let (piece, count) = ([UInt8](repeating: 0, count: 1 << 16), 1024)
      let sent = Mutex(0)
      let body = HTTPRequest.Body.stream(length: piece.count * count) {
        sent.withLock { $0 += 1 }
        return piece
      }
      let request = HTTPRequest(
        "POST", customer.address + "/tunes", headers: ["Authorization": "Bearer sd_test"], body: body,
        timeout: .milliseconds(500))
      await #expect(throws: HTTPFailure.timedOut) { try await customer.client.send(request) }
      #expect(sent.withLock { $0 } < count / 2)
    }
  }

  @Test func eachRouteCanBeStruckAndNoOtherIs() async throws {
    try await withSandbox { customer in
      let tune = try await customer.createTune()
      let photo = try #require(try tune.json["orig_images"].items.first?.text)
      let prompt = try await customer.createPrompt(on: tune.id).id
      let paths: [Route: String] = [
        .showTune: "/tunes/\(try tune.id)", .listTunes: "/tunes", .showPrompt: "/prompts/\(prompt).json",
        .listPrompts: "/tunes/\(try tune.id)/prompts", .users: "/users", .file: photo, .listPacks: "/packs",
        .showPack: "/p/260",
      ]
      for route in paths.keys {
        try await customer.set(#"{"route": "\#(route.rawValue)", "kind": "500"}"#)
        for (other, path) in paths {
          #expect(try await customer.get(path).status == (other == route ? 500 : 200))
        }
      }
    }
  }

  @Test(arguments: [
    (Route.createTune, "POST", "/tunes"), (.createPrompt, "POST", "/tunes/1504944/prompts"),
    (.inspect, "POST", "/images/inspect"), (.createPackTune, "POST", "/p/260/tunes"),
    (.deleteTune, "DELETE", "/tunes/1"), (.deletePrompt, "DELETE", "/tunes/1/prompts/1"),
  ]) func soCanThoseThatChangeSomething(route: Route, method: String, path: String) async throws {
    try await withSandbox { customer in
      try await customer.set(#"{"route": "\#(route.rawValue)", "kind": "503", "times": 1}"#)
      let answers = [try await customer.send(method, path), try await customer.send(method, path)]
      #expect(answers[0].status == 503 && answers[1].status != 503)
    }
  }

  @Test func anythingMayBeStruckButTheControlRoutes() async throws {
    try await withSandbox { customer in
      try await customer.set(#"{"route": "any", "kind": "503"}"#)
      #expect(try await customer.get("/users").status == 503)
      #expect(try await customer.get("/elsewhere").status == 503)
      #expect(try await customer.get("/sandbox/state").status == 200)
      #expect(try await customer.get("/sandbox/faults").json.items.first?["struck"].int == 2)
      #expect(try await customer.delete("/sandbox/faults").status == 204)
      #expect(try await customer.get("/users").status == 200)
      #expect(try await customer.get("/sandbox/faults").json == .array([]))
    }
  }

  @Test func whomTheGateTurnsAwayNoFaultStrikes() async throws {
    try await withSandbox { customer in
      try await customer.set(#"{"route": "any", "kind": "500"}"#)
      #expect(try await customer.send("GET", "/users", headers: [:]).status == 401)
      #expect(try await customer.get("/sandbox/faults").json.items.first?["seen"].int == 0)
      #expect(try await customer.requests().map { $0["status"].int } == [401])
    }
  }
}
