import Foundation
import TestSupport
import Testing

@testable import Harness
@testable import Shared

/// What passes between us and Astria, through all processes.
@Suite(.timeLimit(.minutes(5))) struct AstriaTests {
  /// So many requests a photosession of the stand-in's pace may take, however often Astria calls back: one of the
  /// account, one for each thing that is made, fetched, deleted and read back, and looks that come ever less often.
  private static let requestsMax = 60

  /// Callbacks only shorten the wait.
  @Test func whateverBecomesOfCallbacksTheSameComesOfAPhotosession() async throws {
    try await deploy { deployment, person, photos in
      for fault in ["none", "lost", "twice", "early", "out-of-order", "forged", "flat"] {
        let faults = fault == "none" ? "[]" : #"[{"route": "callback", "kind": "\#(fault)"}]"#
        try await deployment.control("faults", faults)
        let before = try await deployment.requests()
        let begun = ContinuousClock.now
        let photosession = try await Self.live(person, photos)
        let requests = try await deployment.requests() - before
        print("callbacks \(fault): \(requests) requests, \(ContinuousClock.now - begun)")
        #expect(requests <= Self.requestsMax, "callbacks \(fault)")
        try await Self.nothingTellsWhoSomebodyIs(deployment, person, photosession)
      }
      let astria = try await deployment.sandboxState()
      #expect(astria.tunesAlive == 0 && astria.promptsAlive == 0 && astria.filesAlive == 0)
    }
  }

  /// Whoever knows the token may call as often as they like: it is a reason to look, not to look each time.
  @Test func aFloodOfCallbacksAsksAstriaForNothingMore() async throws {
    try await deploy { deployment, person, photos in
      try await deployment.control("settings", #"{"training": 3}"#)
      let before = try await deployment.requests()
      let photosession = try await person.openPhotosession()
      for photo in photos { try await person.upload(photo, to: photosession).expect(201) }
      try await person.train(photosession)
      try await person.wait(for: .training, photosession)
      let address = try #require(try await deployment.told().first { $0.contains("/v1/astria/hints/") })
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 {
          group.addTask {
            for _ in 0..<50 { try await Answer(deployment.http.send(HTTPRequest("POST", address))).expect(204) }
          }
        }
        try await group.waitForAll()
      }
      try await person.wait(for: .ready, photosession)
      try await person.delivered(photosession)
      try await person.wait(for: .erased, photosession)
      let requests = try await deployment.requests() - before
      print("400 callbacks: \(requests) requests")
      #expect(requests <= Self.requestsMax)
    }
  }

  @Test func aPhotoIsLookedAtBeforeTheTrainingIfItsSenderWantsThat() async throws {
    try await deploy(["MAYFLY_ASTRIA_CHECKS_PHOTOS": "yes"]) { deployment, person, photos in
      let photosession = try await person.openPhotosession(style: "quick")
      for photo in photos { try await person.upload(photo, to: photosession).expect(201) }
      let photo = try #require(try await person.look(photosession).list("photos").first?["id"] as? String)
      let check = "/v1/photosessions/\(photosession)/photos/\(photo)/check"
      #expect(try await person.insist("POST", check).object()["warnings"] as? [String] == [])
      try await deployment.control("inspection", #"{"blurry": true, "wearing_hat": true, "age": "20 yo"}"#)
      #expect(try await person.insist("POST", check).object()["warnings"] as? [String] == ["hat", "blurry"])
      let kept = try Scan.find(["what was seen": Array("blurry".utf8)], in: deployment.folder + "/data")
      #expect(kept.isEmpty, "nothing of the answer is stored")
      let unknown = check.replacing(photo, with: photosession)
      try await person.insist("POST", unknown).expect(404)

      try await person.train(photosession)
      try await person.wait(for: .ready, photosession)
      try await person.insist("POST", check).expect(409)
      #expect(try await person.avatars(photosession).count == 4)
      try await person.delivered(photosession)
      try await person.wait(for: .erased, photosession)
      let astria = try await deployment.sandboxState()
      #expect(astria.tunesAlive == 0 && astria.promptsAlive == 0 && astria.filesAlive == 0)
    }
  }

  @Test func checkTellsWhatCanBeKnownWithoutSpendingMoney() async throws {
    try await deploy { deployment, _, _ in
      try await deployment.control("settings", #"{"balance_mc": 1234567}"#)
      let usual = try await deployment.command(.astriaBridge, "check")
      #expect(usual.status == 0)
      for sentence in [
        "Astria takes the key.", "Balance: $12.34.", "(auto_extend_tunes): no.", "makes one tune (idempotency): no.",
        "Tunes of ours that stand in no ledger: 0.", "Tunes of others, never touched: 0.",
      ] { #expect(usual.output.contains(sentence), "\(usual.output)") }

      try await deployment.control("settings", #"{"idempotent": true, "auto_extend_tunes": true, "balance_mc": 5000}"#)
      let hindered = try await deployment.command(.astriaBridge, "check")
      #expect(hindered.status == 1)
      for sentence in [
        "Balance: $0.05.", "(auto_extend_tunes): yes.", "makes one tune (idempotency): yes.", "No training begins: ",
      ] { #expect(hindered.output.contains(sentence), "\(hindered.output)") }

      try await deployment.control("faults", #"[{"route": "users", "kind": "401"}]"#)
      let strange = try await deployment.command(.astriaBridge, "check")
      #expect(strange.status == 1 && strange.output.contains("Astria cannot be used: "), "\(strange.output)")
      #expect(try await deployment.sandboxState().tunesAlive == 0)
    }
  }

  private func deploy(
    _ settings: [String: String] = [:], _ body: (Deployment, Person, [TestPhoto]) async throws -> Void
  ) async throws {
    let deployment = try await Deployment(.init(settings: settings))
    do {
      let photos = try await TestPhoto.make(in: deployment.folder + "/photos")
      let person = try await Person.signUp(
        at: deployment, name: "Canary Nightingale", email: "canary.nightingale@example.org")
      try await body(deployment, person, photos)
      try deployment.remove()
    } catch {
      deployment.stop()
      Issue.record("\(error)\n\(deployment.logs())")
    }
  }

  private static func live(_ person: Person, _ photos: [TestPhoto]) async throws -> String {
    let photosession = try await person.openPhotosession()
    for photo in photos { try await person.upload(photo, to: photosession).expect(201) }
    try await person.train(photosession)
    try await person.wait(for: .ready, photosession)
    #expect(try await person.avatars(photosession).count == 4)
    try await person.delivered(photosession)
    let end = try await person.wait(for: .erased, photosession)
    #expect(try end.text("outcome") == "delivered")
    return photosession
  }

  /// All that Astria was ever told is read: addresses, headers, fields, names of files.
  private static func nothingTellsWhoSomebodyIs(
    _ deployment: Deployment, _ person: Person, _ photosession: String
  ) async throws {
    let told = try await deployment.told()
    #expect(told.contains { $0.contains("ohwx") }, "the prompts are there, so the others would be")
    let ids = try await person.receipts(of: photosession).map(\.copy.text)
    #expect(!ids.isEmpty)
    let account = try await person.call("GET", "/v1/account").text("id")
    for secret in [person.name, person.email, person.token, account, photosession] {
      for word in secret.split(separator: " ") {
        #expect(!told.contains { $0.localizedCaseInsensitiveContains(word) }, "\(word) reached Astria")
      }
    }
    // The title of a tune is its own id in the ledger, and says nothing of anybody.
    let reached = ids.filter { id in told.contains { $0.contains(id) } }
    #expect(reached.count == 1, "\(reached)")
  }
}

extension Deployment {
  fileprivate func told() async throws -> [String] {
    struct Text: Decodable { var text: String }
    return try JSON.decode([Text].self, await askSandbox("received/texts")).map(\.text)
  }
}
