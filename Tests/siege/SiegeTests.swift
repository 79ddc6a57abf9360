import Foundation
import TestSupport
import Testing

@testable import Harness
@testable import Shared

/// Real processes with a contract of seconds, and photosessions that end in every possible way, several at once: after
/// the deadline no face can be read anywhere, and every copy that there ever was has its receipt.
@Suite(.timeLimit(.minutes(20))) struct SiegeTests {
  /// The longest that a face may be kept here.
  static let lengths = Scale.isFull ? Lengths(mustBeGoneBy: 15, deadline: 45) : Lengths(mustBeGoneBy: 10, deadline: 20)

  @Test func nothingIsReadableAfterTheDeadlineHoweverPhotosessionsEnd() async throws {
    try await besiege(Scale.pick(Ending.all.count, all: 200), isKilling: false)
  }

  /// The same with `kill -9` of one process after the other.
  @Test(.enabled(if: Scale.isFull)) func norWhenProcessesAreKilledMeanwhile() async throws {
    try await besiege(100, isKilling: true)
  }

  private func besiege(_ count: Int, isKilling: Bool) async throws {
    let deployment = try await Deployment(
      .init(contract: Self.lengths.contract(), training: "1s", prompt: "400ms"))
    do {
      try await Siege(deployment: deployment, lengths: Self.lengths, isKilling: isKilling).run(Ending.drawn(count))
      try deployment.remove()
    } catch {
      deployment.stop()
      Issue.record("\(error)\n\(deployment.logs())")
    }
  }
}

/// A contract of seconds for all that shows a face.
struct Lengths {
  /// In seconds, as the next one.
  let mustBeGoneBy: Int
  let deadline: Int

  /// Between the two.
  var allowance: Duration { .seconds(deadline - mustBeGoneBy) }

  func contract() throws -> String {
    let text = try String(
      contentsOfFile: "\(Repository.root)/Shared/Contract/retention-contract.json", encoding: .utf8)
    let seconds = "\"deadline\": \"\(deadline)s\", \"mustBeGoneBy\": \"\(mustBeGoneBy)s\""
    let faces = #/"deadline": "24h", "mustBeGoneBy": "(?:12h|23h)"/#
    let shortened = text.replacing(faces, with: seconds)
    guard shortened.components(separatedBy: seconds).count == 5 else { throw InVain("four rows speak of faces") }
    return shortened
  }
}
