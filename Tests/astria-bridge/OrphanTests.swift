import Foundation
import Shared
import TestSupport
import Testing

@testable import astria_bridge

/// Tunes at Astria that stand in no ledger, as the service decides about them.
@Suite(.timeLimit(.minutes(1))) struct OrphanTests {
  private let bridge: BridgeScript
  private let stray = ListedTune(number: 5, copy: TrainingScript.copy(77), createdAt: TrainingScript.start)

  init() throws { bridge = try BridgeScript() }

  private func list(_ tunes: [ListedTune], foreigners: Int = 0) throws {
    try bridge.script.feed(.outcome(.tunesListed(tunes, foreigners: foreigners, for: nil)))
  }

  private func tick(after duration: Duration) throws {
    bridge.script.now = bridge.script.now + duration
    try bridge.script.feed(.ticked)
  }

  private func count(_ counter: String) throws -> Int? {
    try bridge.script.read { try bridge.script.service.counts($0)[counter] }
  }

  @Test func allTunesAreListedAtEachStartAndEveryHour() throws {
    try bridge.script.feed(.started)
    try tick(after: .seconds(1))
    #expect(bridge.script.effects == [.listTunes(for: nil)])
    try tick(after: .seconds(3599))
    #expect(bridge.script.effects.isEmpty)
    try tick(after: .seconds(1))
    #expect(bridge.script.effects == [.listTunes(for: nil)])
  }

  @Test func aListingThatFailedIsTriedAgainSooner() throws {
    try bridge.script.feed(.started)
    try tick(after: .zero)
    try bridge.script.feed(.outcome(.tunesNotListed(for: nil)))
    try tick(after: TrainingScript.rules.troubleMost)
    #expect(bridge.script.effects == [.listTunes(for: nil)])
  }

  @Test func aTuneThatStandsInNoLedgerIsErasedAfterItsGrace() throws {
    try list([stray], foreigners: 3)
    #expect(bridge.script.effects.isEmpty)
    try tick(after: TrainingScript.rules.settle - .milliseconds(1))
    #expect(bridge.script.effects.isEmpty)
    #expect(try count("tunesAstray") == 1)
    try tick(after: .milliseconds(1))
    #expect(bridge.script.effects == [.eraseStray(stray)])
    try tick(after: .seconds(1))
    #expect(bridge.script.effects.isEmpty, "it is under way")
    try bridge.script.feed(.outcome(.strayErased(stray.number)))
    #expect(try count("tunesAstray") == 0 && count("tunesAstrayErased") == 1)
  }

  private func tuneSummary() throws -> HoldingSummary? {
    try bridge.script.ask(.custodian(.summary), from: .janitor)
    guard case .custodian(.summary(let summaries))? = bridge.script.replies.last else { return nil }
    return summaries.first { $0.copyClass == .tune }
  }

  @Test func theJanitorHearsOfATuneThatStandsInNoLedger() throws {
    try bridge.script.feed(.started)
    #expect(try tuneSummary()?.oldest == nil)
    try list([stray])
    let summary = try #require(try tuneSummary())
    #expect(summary.copies == 1 && summary.unproven == 0)
    #expect(summary.oldest?.receivedAt == stray.createdAt)
    try list([])
    #expect(try tuneSummary()?.copies == 0)
    #expect(try tuneSummary()?.oldest == nil)
  }

  @Test func andSinceWhenATuneCouldBeThereUnseen() throws {
    try bridge.script.feed(.started)
    let begun = bridge.script.now
    let due = TrainingScript.rules.mustBeGoneBy(.tune, from: begun)
    try bridge.script.feed(.outcome(.tunesNotListed(for: nil)))
    bridge.script.now = due - .milliseconds(1)
    #expect(try tuneSummary()?.oldest == nil)
    bridge.script.now = due
    #expect(try tuneSummary()?.oldest == .init(receivedAt: begun, mustBeGoneBy: due))
    try bridge.script.feed(.started)
    #expect(try tuneSummary()?.oldest == nil, "it is looked for at once")
    try bridge.script.feed(.outcome(.tunesNotListed(for: nil)))
    #expect(try tuneSummary()?.oldest?.receivedAt == begun)
    try list([])
    #expect(try tuneSummary()?.oldest == nil)
  }

  @Test func aTuneInTheLedgerIsNoOrphanEvenBeforeItsAnswerCame() throws {
    try bridge.open()
    try bridge.train()
    guard case .createTune(let order)? = bridge.actions.first else { throw Unexpected("no tune is made") }
    let copy = try #require(TrainingScript.rules.title.tune(in: order.title))
    #expect(try bridge.holdings().map(\.id) == [copy])
    try list([ListedTune(number: 9, copy: copy, createdAt: nil)])
    try tick(after: TrainingScript.rules.settle)
    #expect(try count("tunesAstray") == 0)
    #expect(!bridge.script.effects.contains { if case .eraseStray = $0 { true } else { false } })
  }

  @Test func whatGotIntoTheLedgerMeanwhileIsLeftAlone() throws {
    try bridge.open()
    try bridge.script.ask(.train(photosession: BridgeScript.photosession(), account: BridgeScript.account))
    guard case .closeIntake(let photosession, let asker)? = bridge.script.effects.first else { return }
    // Listed under the very id that is drawn after that: no such thing happens, and if it did, it would be safe.
    let twin = try BridgeScript()
    try twin.open()
    try twin.train()
    let copy = try twin.holdings()[0].id
    try list([ListedTune(number: 9, copy: copy, createdAt: nil)])
    try bridge.script.feed(.outcome(.intakeClosed(photosession, asker: asker, TrainingScript.photos)))
    #expect(try bridge.holdings().map(\.id) == [copy])
    try tick(after: TrainingScript.rules.settle)
    #expect(!bridge.script.effects.contains { if case .eraseStray = $0 { true } else { false } })
    #expect(try count("tunesAstray") == 0)
  }

  @Test func aTuneThatIsNoLongerListedIsForgotten() throws {
    try list([stray])
    try list([])
    try tick(after: TrainingScript.rules.settle)
    #expect(bridge.script.effects.isEmpty)
  }

  @Test func whatCannotBeErasedYetIsTriedAgainLessAndLessOftenAndAfterACrash() throws {
    try list([stray])
    try tick(after: TrainingScript.rules.settle)
    try bridge.script.feed(.outcome(.strayRemains(stray.number, Trouble(.lost))))
    try tick(after: TrainingScript.rules.troubleFirst)
    #expect(bridge.script.effects == [.eraseStray(stray)])
    try bridge.script.feed(.outcome(.strayRemains(stray.number, Trouble(.lost))))
    try tick(after: TrainingScript.rules.troubleFirst)
    #expect(bridge.script.effects.isEmpty)
    try tick(after: TrainingScript.rules.troubleFirst)
    #expect(bridge.script.effects == [.eraseStray(stray)])
    try bridge.script.feed(.started)
    try tick(after: .zero)
    #expect(bridge.script.effects == [.listTunes(for: nil), .eraseStray(stray)])
  }

  @Test func anOperatorSeesThemFirstAndHasThemErasedWithoutGrace() throws {
    try bridge.script.ask(.orphans(erase: false))
    guard case .listTunes(let looker?)? = bridge.script.effects.first else { throw Unexpected("nothing is listed") }
    try bridge.script.feed(.outcome(.tunesListed([stray], foreigners: 2, for: looker)))
    let title = "mayfly-\(stray.copy)"
    let reply = AstriaBridgeReply.orphans(
      [OrphanTune(number: 5, title: title, createdAt: stray.createdAt)], unknown: 1, foreign: 2)
    #expect(bridge.script.replies == [reply] && bridge.script.effects.isEmpty)

    try bridge.script.ask(.orphans(erase: true))
    guard case .listTunes(let eraser?)? = bridge.script.effects.first else { throw Unexpected("nothing is listed") }
    try bridge.script.feed(.outcome(.tunesListed([stray], foreigners: 2, for: eraser)))
    #expect(bridge.script.replies == [reply] && bridge.script.effects == [.eraseStray(stray)])

    try bridge.script.feed(.outcome(.tunesNotListed(for: looker)))
    #expect(bridge.script.refusals.map(\.problem) == [.unavailable])
  }

  @Test func titlesSayWhoseATuneIsAndNothingElse() {
    let (title, copy) = (TuneTitle(mark: "mayfly"), Copy.ID(bytes: Array(repeating: 0xab, count: 16)))
    #expect(title.tune(in: title.text(of: copy)) == copy)
    for foreign in [
      "", "mayfly", "mayfly-", "mayfly-\(copy) ", "Mayfly-\(copy)", "mayfly2-\(copy)", "\(copy)", "my cat",
      "mayfly-\(copy.text.uppercased())", "mayfly-5f2c0f2e-7c0e-4d1b-9a50-0d1f1f6b7f10",
    ] { #expect(title.tune(in: foreign) == nil, "\(foreign)") }
    for mark in ["", "May", "a-b", "ä", "a b", String(repeating: "a", count: 21)] { #expect(!TuneTitle.isMark(mark)) }
  }
}
