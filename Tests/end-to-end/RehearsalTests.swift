import Foundation
import TestSupport
import Testing

@testable import Harness
@testable import Shared

/// A rehearsal of the real deployment succeeds where all is well, and says what is not where it is not.
@Suite(.timeLimit(.minutes(5))) struct RehearsalTests {
  @Test func itSucceedsAndNothingOfItIsLeft() async throws {
    try await Stage.with { stage in
      let rehearsed = try await stage.deployment.command(.janitor, "rehearse")
      #expect(rehearsed.status == 0, "\(rehearsed.output)")
      #expect(rehearsed.output.contains("comparing receipts with copies"))
      // Four photos, a tune, its prompt, two avatars.
      #expect(rehearsed.output.contains("8 copies came into being; all are gone"))
      try await stage.nothingIsLeft()
      let verified = try await stage.deployment.command(.janitor, "verify")
      #expect(verified.status == 0, "\(verified.output)")
      #expect(verified.output.contains("9 receipts"), "eight and the account's: \(verified.output)")
      #expect(try await stage.counts()["rehearsalSucceededAt"] != nil)
      let styles = try await stage.deployment.http.send(HTTPRequest("GET", stage.deployment.address + "/v1/styles"))
      #expect(!String(decoding: styles.body, as: UTF8.self).contains("rehearsal"))
    }
  }

  @Test func withoutTheUploadStoreItSaysSoAndErasesItsAccount() async throws {
    try await Stage.with { stage in
      stage.deployment.services[.uploadStore]?.stop()
      let failed = try await stage.deployment.command(.janitor, "rehearse", "--json")
      #expect(failed.status == 1, "\(failed.output)")
      let view = try stage.view(failed.output)
      #expect(view.failure?.step == "giving photos")
      #expect(
        view.failure?.sentence.hasSuffix("upload-store does not answer: start it, and rehearse again.") == true,
        "\(failed.output)")
      try stage.deployment.services[.uploadStore]?.start()
      try await stage.isCleanedUp()
      #expect(try await stage.counts()["rehearsalFailedAt"] != nil)
      let again = try await stage.deployment.command(.janitor, "rehearse")
      #expect(again.status == 0, "once it is mended: \(again.output)")
    }
  }

  @Test func anAvatarThatAstriaDoesNotMakeIsAFailureToo() async throws {
    try await Stage.with(.init(training: "60s", rehearsalMax: "6s")) { stage in
      let failed = try await stage.deployment.command(.janitor, "rehearse", "--json")
      #expect(failed.status == 1, "\(failed.output)")
      #expect(try stage.view(failed.output).failure?.step == "waiting for avatars")
      #expect(failed.output.contains("the photosession is still training"))
      try await stage.isCleanedUp()
      try await stage.nothingIsLeft()
    }
  }

  @Test func theRunningJanitorRehearsesByItselfAndGoesOnAfterKill() async throws {
    try await Stage.with(.init(rehearsalInterval: "2s")) { stage in
      try await Eventually.holds("a rehearsal has begun") {
        try await stage.deployment.sandboxState().tunesCreated > 0
      }
      try stage.deployment.restart(.janitor)
      try await Eventually.holds("a rehearsal succeeded", within: .seconds(60)) {
        try await stage.counts()["rehearsalSucceededAt"] != nil
      }
      #expect(try await stage.counts()["rehearsalFailedAt"] == nil)
    }
  }
}

private struct Stage {
  let deployment: Deployment

  static func with(_ options: Deployment.Options = .init(), _ body: (Stage) async throws -> Void) async throws {
    let deployment = try await Deployment(options)
    do {
      try await body(Stage(deployment: deployment))
      try deployment.remove()
    } catch {
      deployment.stop()
      Issue.record("\(error)\n\(deployment.logs())")
    }
  }

  func counts() async throws -> [String: Int] {
    let status = try await deployment.command(.janitor, "status", "--json")
    return try JSONDecoder().decode([String: Int].self, from: Data(status.output.utf8))
  }

  func view(_ output: String) throws -> RehearsalView {
    try JSON.decode(RehearsalView.self, Array(output.utf8))
  }

  func isCleanedUp() async throws {
    try await Eventually.holds("the account is erased", within: .seconds(60)) {
      let accounts = try await deployment.command(.account, "status", "--json")
      let counts = try JSONDecoder().decode([String: Int].self, from: Data(accounts.output.utf8))
      return counts["accounts"] == 0 && counts["erasing"] == 0
    }
  }

  func nothingIsLeft() async throws {
    let astria = try await deployment.sandboxState()
    #expect(astria.tunesCreated == 1)
    #expect(astria.tunesAlive == 0 && astria.promptsAlive == 0 && astria.filesAlive == 0)
    let holdings = try await deployment.command(.janitor, "holdings", "--json")
    #expect(holdings.status == 0 && !holdings.output.contains("\"owner\""), "\(holdings.output)")
    let data = "\(deployment.folder)/data"
    #expect(try Scan.find(["address": Array("rehearsal@mayfly.invalid".utf8)], in: data).isEmpty)
  }
}
