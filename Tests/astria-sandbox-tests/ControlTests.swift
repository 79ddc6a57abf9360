import Foundation
import Shared
import Testing

@testable import astria_sandbox

@Suite(.timeLimit(.minutes(1))) struct ControlTests {
  @Test func theStateNamesEachStoredPhotoWithItsNameAndItsBytes() async throws {
    try await withSandbox { customer in
      _ = try await customer.createTune()
      let photos = try await customer.state()["photos"].items
      #expect(photos.map { $0["file_name"].text } == ["01.jpg", "02.jpg"])
      #expect(photos[0]["size"].int == Customer.photo.count && photos[0]["path"] == .null)
      let bytes = try await customer.send("GET", try #require(photos[0]["url"].text), headers: [:]).body
      #expect(bytes == Customer.photo)
    }
  }

  @Test func whereItIsAskedToTheSandboxKeepsWhatItReceived() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "received-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try await withSandbox({ $0.settings.receivedFolder = folder.path }) { customer in
      let tune = try await customer.createTune()
      _ = try await customer.delete("/tunes/\(try tune.id)")
      let received = try await customer.get("/sandbox/received").json.items
      #expect(received.count == 2 && received[0]["url"] == .null)
      let path = try #require(received[1]["path"].text)
      #expect(Array(try Data(contentsOf: URL(filePath: path))) == Customer.photo + [1])
    }
  }

  @Test(arguments: [
    #"{"idempotent": "perhaps"}"#, #"{"delete_answer": 500}"#, #"{"prompts_on_tune_deletion": "lost"}"#,
    #"{"training": -1}"#, #"{"nonsense": 1}"#, #"{"idempotent": true, "balance_mc": "much"}"#,
  ]) func aMistakenSettingChangesNothing(settings: String) async throws {
    try await withSandbox { customer in
      let before = try await customer.get("/sandbox/settings").json
      #expect(try await customer.post("/sandbox/settings", json: settings).status == 422)
      #expect(try await customer.get("/sandbox/settings").json == before)
    }
  }

  @Test func theClockOnlyGoesForward() async throws {
    try await withSandbox { customer in
      let before = try await customer.state()["now"]
      for body in [#"{"advance": -5}"#, #"{"advance": "soon"}"#, "{}"] {
        #expect(try await customer.post("/sandbox/clock", json: body).status == 422)
      }
      #expect(try await customer.state()["now"] == before)
    }
  }

  @Test(arguments: [("2", 2000), ("0.5s", 500), ("300ms", 300)])
  func durationsAreReadAsPeopleWriteThem(text: String, milliseconds: Int) {
    #expect(Duration(seconds: text) == .milliseconds(milliseconds))
  }

  @Test func theCommandLineSetsTheSwitches() throws {
    let command = try AstriaSandbox.parse([
      "--port", "0", "--training", "500ms", "--delete-answer", "200", "--remove-prompts", "--idempotent",
    ])
    let settings = command.options.settings
    #expect(settings.training == .milliseconds(500) && settings.deleteAnswer == 200 && settings.isIdempotent)
    #expect(settings.promptsOnTuneDeletion == .removed)
    #expect(throws: (any Error).self) { try AstriaSandbox.parse(["--delete-answer", "500"]) }
  }
}
