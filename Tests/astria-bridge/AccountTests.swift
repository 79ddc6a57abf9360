import Foundation
import Shared
import TestSupport
import Testing

@testable import astria_bridge

/// What the account at Astria must be like before a face is sent there, against the stand-in over HTTP.
@Suite(.timeLimit(.minutes(2))) struct AccountTests {
  @Test(arguments: [#"{"auto_extend_tunes": true}"#, #"{"balance_mc": 149999}"#])
  func noTrainingBeginsAsLongAsTheAccountIsNotFitForOne(_ switches: String) async throws {
    try await Sandbox.with { astria in
      try await Sandbox.turn(switches, at: astria)
      let bridge = try LiveBridge(astria)
      try await bridge.train()
      let waiting = try await bridge.run { $0.reason == Reasons.unavailable }
      #expect(waiting.state == .submitted && waiting.outcome == nil)
      #expect(try await Sandbox.state(of: astria).tunes.created == 0, "no photo was sent")

      try await Sandbox.turn(#"{"auto_extend_tunes": false, "balance_mc": 150000}"#, at: astria)
      #expect(try await bridge.run { $0.state == .training }.reason == nil)
    }
  }

  @Test func anAccountThatCannotBeLookedAtIsAskedAgain() async throws {
    let astria = try OddAstria(.other(504, "text/html"))
    let runner = try LiveBridge(astria.url).runner
    let event = await runner.createTune(TrainingScript.order, TrainingScript.photosession, nil)
    #expect(event == .trouble(Trouble(.unreachable)), "not lost: nothing was asked for yet")
    #expect(astria.requests.map(\.target) == ["/users"])
  }

  @Test func whoPaysIsLookedAtAndImitationsCostNothing() throws {
    func account(_ json: String) throws -> AstriaAccount { try JSON.decode(AstriaAccount.self, Array(json.utf8)) }
    let paidFor = try account(#"{"usd_balance_mc": 0, "payer": {"usd_balance_mc": 150000}}"#)
    #expect(paidFor.balance == 150_000 && paidFor.objection(isFree: false) == nil)
    let poor = try account(#"{"usd_balance_mc": 149999, "payer": null}"#)
    #expect(poor.objection(isFree: false) != nil && poor.objection(isFree: true) == nil)
    let extending = try account(#"{"auto_extend_tunes": true}"#)
    #expect(extending.balance == nil && extending.objection(isFree: true) != nil)
    #expect(try account("{}").objection(isFree: false) == nil, "what Astria does not say is no objection")
  }

  @Test(arguments: [false, true]) func aCheckSpendsNothingAndLeavesNothing(_ isIdempotent: Bool) async throws {
    try await Sandbox.with(isIdempotent: isIdempotent) { address in
      let bridge = try LiveBridge(address)
      let balance = try await bridge.runner.astria.account().balance
      let check = try await check(bridge)
      #expect(check == AstriaCheck(balance: balance, extendsTunes: false, isIdempotent: isIdempotent))
      #expect(try await bridge.runner.astria.account().balance == balance)
      let state = try await Sandbox.state(of: address)
      #expect(state.tunes.alive == 0 && state.files.alive == 0)
      #expect(state.tunes.created == (isIdempotent ? 1 : 2))
    }
  }

  @Test func aKeyThatAstriaDoesNotTakeIsTold() async throws {
    let astria = try OddAstria(.other(401, "text/plain", "HTTP Token: Access denied."))
    #expect(try await check(LiveBridge(astria.url)) == AstriaCheck(trouble: "operator-needed"))
  }

  /// As an operator asks for it.
  private func check(_ bridge: LiveBridge) async throws -> AstriaCheck {
    try bridge.script.ask(.check)
    let effect = try #require(bridge.script.effects.first)
    let outcome = try #require(await bridge.runner.perform(effect, attachments: { _ in nil }))
    _ = try bridge.script.feed(.outcome(outcome))
    guard case .checked(let check)? = bridge.script.replies.first else { throw Unexpected("no answer") }
    return check
  }
}
