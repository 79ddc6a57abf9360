import Foundation
import TestSupport
import Testing

@testable import Harness

/// A browser walks through the web page as a person would: from signing up to an empty list of what is held.
@Suite(.timeLimit(.minutes(5))) struct WalkTests {
  @Test func aPersonGetsThroughThePageAndNothingIsLeft() async throws {
    let deployment = try await Deployment()
    do {
      _ = try await TestPhoto.make(in: deployment.folder + "/photos")
      let python = ProcessInfo.processInfo.environment["MAYFLY_PYTHON"] ?? "python3"
      let walk = try await Command.run(
        python,
        [
          "\(Repository.root)/Tests/web/walk.py", "--url", deployment.address, "--photos",
          deployment.folder + "/photos", "--screenshots", deployment.folder + "/screenshots",
        ])
      #expect(walk.status == 0, "\(walk.output)")
      let astria = try await deployment.sandboxState()
      #expect(astria.tunesCreated == 1 && astria.tunesAlive == 0 && astria.filesAlive == 0)
      try deployment.remove()
    } catch {
      deployment.stop()
      Issue.record("\(error)\n\(deployment.logs())")
    }
  }
}
