import Foundation
import TestSupport
import Testing

@testable import Harness
@testable import Shared

/// Without the janitor nothing new is taken in, and what is there still goes in time.
@Suite(.timeLimit(.minutes(5))) struct OwnClockTests {
  @Test func withoutTheJanitorNoPhotoIsAcceptedAndCustodiansEraseByThemselves() async throws {
    let contract = try String(
      contentsOfFile: "\(Repository.root)/Shared/Contract/retention-contract.json", encoding: .utf8)
    let seconds = Self.shortened(contract)
    let deployment = try await Deployment(.init(contract: seconds, training: "60s"))
    do {
      try await walk(deployment)
      try deployment.remove()
    } catch {
      deployment.stop()
      Issue.record("\(error)\n\(deployment.logs())")
    }
  }

  /// Photos, tunes and prompts must be gone within seconds instead of hours.
  private static func shortened(_ contract: String) -> String {
    contract.replacing(
      "\"deadline\": \"24h\", \"mustBeGoneBy\": \"12h\"", with: "\"deadline\": \"24s\", \"mustBeGoneBy\": \"12s\"")
  }

  private func walk(_ deployment: Deployment) async throws {
    let photos = try await TestPhoto.make(in: deployment.folder + "/photos")
    let person = try await Person.signUp(at: deployment, name: "Robin", email: "robin@example.org")
    // One whose tune lies at Astria and one whose photos lie with us.
    let handedOver = try await person.openPhotosession()
    for photo in photos { try await person.upload(photo, to: handedOver).expect(201) }
    try await person.train(handedOver)
    try await person.wait(for: .training, handedOver)
    let collecting = try await person.openPhotosession()
    try await person.upload(photos[0], to: collecting).expect(201)

    deployment.services[.janitor]?.stop()
    let refused = try await person.call(
      "POST", "/v1/photosessions/\(collecting)/photos", bytes: photos[1].bytes, type: photos[1].contentType)
    #expect(refused.status == 503)
    #expect(try refused.problem() == "retention-unavailable")
    #expect(refused.headers["Retry-After"] != nil)

    let store = "\(deployment.folder)/data/upload-store"
    try await Eventually.holds("upload-store erased its photos on its own clock") {
      try FileManager.default.subpathsOfDirectory(atPath: store).allSatisfy {
        try $0.contains("sqlite") || !Self.isFile("\(store)/\($0)")
      }
    }
    try await Eventually.holds("astria-bridge erased the tune on its own clock") {
      let astria = try await deployment.sandboxState()
      return astria.tunesAlive == 0 && astria.filesAlive == 0
    }

    // Once it is back, the janitor reads back, writes the receipts, and both photosessions end.
    try deployment.services[.janitor]?.start()
    for photosession in [handedOver, collecting] {
      let end = try await person.wait(for: .erased, photosession)
      #expect(try ["expired", "failed"].contains(end.text("outcome")))
    }
    let verified = try await deployment.command(.janitor, "verify")
    #expect(verified.status == 0, "\(verified.output)")
  }

  private static func isFile(_ path: String) throws -> Bool {
    try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType == .typeRegular
  }
}
