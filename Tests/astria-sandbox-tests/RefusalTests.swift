import Shared
import Testing

@testable import astria_sandbox

@Suite(.timeLimit(.minutes(1))) struct RefusalTests {
  @Test(arguments: [nil, "Bearer abc", "sd_test", "Bearer sd_"])
  func aBadKeyIsAnsweredInPlainText(authorization: String?) async throws {
    try await withSandbox { customer in
      var headers: HTTPHeaders = [:]
      headers["Authorization"] = authorization
      let answer = try await customer.send("GET", "/tunes", headers: headers)
      #expect(answer.status == 401 && answer.type.hasPrefix("text/plain"))
      #expect(answer.text.hasPrefix("HTTP Token: Access denied."))
    }
  }

  @Test(arguments: ["", "Python-urllib/3.11"]) func aStrangeCallerIsBlockedWithAPage(agent: String) async throws {
    try await withSandbox { customer in
      let headers: HTTPHeaders = ["Authorization": "Bearer sd_test", "User-Agent": agent]
      let answer = try await customer.send("GET", "/users", headers: headers)
      #expect(answer.status == 403 && answer.type.hasPrefix("text/html") && answer.text.contains("1010"))
    }
  }

  @Test(arguments: ["/tunes/1", "/tunes/x", "/prompts/1", "/tunes/1/prompts", "/files/none", "/elsewhere"])
  func whatIsUnknownIsNotFound(path: String) async throws {
    try await withSandbox { customer in
      let answer = try await customer.get(path)
      #expect(answer.status == 404)
      #expect(try answer.json == .object(["status": .integer(404 as Int64), "error": .string("Not Found")]))
    }
  }

  @Test(arguments: [
    ("title", "", "can't be blank"), ("name", " ", "can't be blank"), ("branch", "flux9", "not included"),
    ("model_type", "magic", "not included"), ("preset", "none", "not included"),
    ("callback", "https://a.example/{TUNE_ID}", "is invalid"), ("callback", "nonsense", "is invalid"),
  ]) func aTunesFieldsAreChecked(field: String, value: String, complaint: String) async throws {
    try await withSandbox { customer in
      let answer = try await customer.createTune([field: value])
      #expect(answer.status == 422)
      #expect(try answer.json[field].items.first?.text?.contains(complaint) == true)
    }
  }

  @Test func aTuneNeedsAPhotoAndItsWrapper() async throws {
    try await withSandbox { customer in
      let answer = try await customer.createTune(photos: [])
      #expect(answer.status == 422)
      #expect(try answer.json == .object(["images": .array([.string("must contain at least one image")])]))
      #expect(try await customer.post("/tunes", json: #"{"title": "a"}"#).status == 400)
      #expect(try await customer.post("/tunes", json: "{").status == 400)
      #expect(try await customer.state()["tunes"]["created"].int == 0)
    }
  }

  @Test(arguments: [
    ("text", #""text": """#), ("num_images", #""text": "a", "num_images": 9"#),
    ("num_images", #""text": "a", "num_images": 0"#), ("w", #""text": "a", "w": 500"#), ("h", #""text": "a", "h": 7"#),
    ("cfg_scale", #""text": "a", "cfg_scale": 5"#), ("negative_prompt", #""text": "a", "negative_prompt": "b""#),
    ("callback", #""text": "a", "callback": "x{y}""#),
  ]) func aPromptsFieldsAreCheckedByTheRulesOfFlux(field: String, fields: String) async throws {
    try await withSandbox { customer in
      let answer = try await customer.createPrompt(on: 1_504_944, fields)
      #expect(answer.status == 422)
      #expect(try !answer.json[field].items.isEmpty)
    }
  }

  @Test func otherTunesTakeWhatFluxDoesNot() async throws {
    try await withSandbox { customer in
      let fields = #""text": "a", "negative_prompt": "b", "cfg_scale": 7.5, "w": 512"#
      let prompt = try await customer.createPrompt(on: 690_204, fields)
      #expect(prompt.status == 201)
      #expect(try prompt.json["cfg_scale"] == .number(7.5))
    }
  }

  @Test func aPromptNeedsItsWrapper() async throws {
    try await withSandbox { customer in
      let answer = try await customer.post("/tunes/1504944/prompts", json: #"{"text": "a"}"#)
      #expect(answer.status == 400)
    }
  }

  @Test func anAddressThatCannotBeFetchedIsRefused() async throws {
    try await withSandbox { customer in
      let answer = try await customer.post(
        "/tunes",
        json: #"{"tune": {"title": "a", "name": "man", "image_urls": ["\#(customer.address)/files/none"]}}"#)
      #expect(answer.status == 422)
      #expect(try !answer.json["image_urls"].items.isEmpty)
    }
  }
}
