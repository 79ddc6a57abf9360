import Shared
import Testing

@testable import astria_sandbox

@Suite(.timeLimit(.minutes(1))) struct InspectionTests {
  private func inspect(_ customer: Customer, name: String = "woman") async throws -> Answer {
    let photo = try #require(try await customer.createTune().json["orig_images"].items.first?.text)
    return try await customer.post("/images/inspect", json: #"{"name": "\#(name)", "file_url": "\#(photo)"}"#)
  }

  @Test func aPhotoIsFoundAsItWasSaidToBe() async throws {
    try await withSandbox { customer in
      let found = try await inspect(customer).json
      #expect(found["name"].text == "woman" && found["blurry"] == .bool(false) && found["eye_color"].text == "brown")
      #expect(found["glasses"].text == "NONE" && found["facial_hair"].text == "" && found["headcover"] == .null)
    }
  }

  @Test func aTestMaySayWhatIsFound() async throws {
    try await withSandbox { customer in
      let script = #"{"name": "man", "wearing_hat": true, "headcover": "cap"}"#
      #expect(try await customer.post("/sandbox/inspection", json: script).status == 200)
      let found = try await inspect(customer).json
      #expect(found["name"].text == "man" && found["wearing_hat"] == .bool(true) && found["headcover"].text == "cap")
      #expect(found["selfie"] == .bool(false))
      #expect(try await customer.post("/sandbox/inspection", json: "{}").status == 200)
      #expect(try await inspect(customer).json["name"].text == "woman")
    }
  }

  @Test(arguments: [#"{"blurry": "perhaps"}"#, #"{"shoe_size": "42"}"#, #"{"name": null}"#])
  func aMistakenScriptIsRefused(script: String) async throws {
    try await withSandbox { customer in
      let refused = try await customer.post("/sandbox/inspection", json: script)
      #expect(refused.status == 422)
      #expect(try await inspect(customer).json["name"].text == "woman")
    }
  }

  @Test func aPhotoCanBeSentAndIsNotKept() async throws {
    try await withSandbox { customer in
      let photo = Multipart.Part.file(
        name: "file", filename: "me.jpg", contentType: "image/jpeg", length: Customer.photo.count
      ) { once(Customer.photo) }
      let form = try Multipart(
        boundary: "sixteen-or-more-letters", parts: [.field(name: "name", value: "man"), photo])
      let headers: HTTPHeaders = ["Authorization": "Bearer sd_test", "Content-Type": form.contentType]
      let answer = try await customer.send("POST", "/images/inspect", headers: headers, body: form.body)
      #expect(answer.status == 200)
      #expect(try answer.json["name"].text == "man")
      #expect(try await customer.state()["files"]["alive"].int == 0)
      #expect(try await customer.get("/sandbox/received/texts").text.contains("me.jpg"))
    }
  }

  @Test func nameAndPhotoAreNeeded() async throws {
    try await withSandbox { customer in
      let answer = try await customer.post("/images/inspect", json: "{}")
      #expect(answer.status == 422)
      #expect(try !answer.json["name"].items.isEmpty && !answer.json["file"].items.isEmpty)
    }
  }
}
