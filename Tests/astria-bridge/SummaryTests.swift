import Shared
import Testing

@testable import astria_bridge

/// What the janitor is told of all that Astria holds together.
@Suite(.timeLimit(.minutes(1))) struct SummaryTests {
  @Test func tunesAndPromptsAreCountedAcrossPhotosessions() throws {
    let bridge = try BridgeScript()
    for number in [1, 2] as [UInt8] {
      try bridge.open(number)
      try bridge.train(number)
    }
    try bridge.script.ask(.custodian(.summary), from: .janitor)
    let first = try #require(try bridge.holdings().min { $0.mustBeGoneBy < $1.mustBeGoneBy })
    let now = bridge.script.now
    try bridge.script.ask(.custodian(.summary), from: .janitor)
    let tunes = HoldingSummary(
      copyClass: .tune, custodian: .astria, copies: 2, unproven: 0,
      oldest: .init(receivedAt: first.receivedAt, mustBeGoneBy: first.mustBeGoneBy), asOf: now)
    let prompts = HoldingSummary(copyClass: .prompt, custodian: .astria, copies: 0, unproven: 0, asOf: now)
    #expect(bridge.script.replies == [.custodian(.summary([tunes, prompts]))])
  }
}
