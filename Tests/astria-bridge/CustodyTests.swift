import Shared
import Testing

@testable import astria_bridge

/// What the janitor is told of Astria's copies, and what it has done.
@Suite(.timeLimit(.minutes(1))) struct CustodyTests {
  typealias Script = BridgeScript

  private func trained() throws -> Script {
    let bridge = try Script()
    try bridge.open()
    try bridge.train()
    try bridge.outcome(.tuneMade(.known(7, address: TrainingScript.address("photo"))))
    return bridge
  }

  @Test func holdingsAreAskedByOwnerByDueDateAndByPage() throws {
    let bridge = try trained()
    try bridge.open(2)
    try bridge.train(2)
    #expect(try bridge.holdings().map(\.custodian) == [.astria, .astria])
    #expect(try bridge.holdings(.owned(by: Owner.ID(Script.photosession(1)))).map(\.state) == [.held])
    #expect(try bridge.holdings(.due(by: TrainingScript.start)).isEmpty)
    #expect(try bridge.holdings(.due(by: TrainingScript.start + .seconds(43_200))).count == 2)
    let all = try bridge.holdings()
    #expect(try bridge.holdings(.all(after: all[0].id)) == [all[1]])
  }

  @Test func anErasureIsAnsweredWhenItIsDone() throws {
    let bridge = try trained()
    let tune = try bridge.holdings()[0].id
    bridge.script.now = bridge.script.now + .seconds(1)
    try bridge.script.ask(.custodian(.erase(copies: [tune], reason: .cancelled)), from: .janitor)
    #expect(bridge.script.replies.isEmpty)
    #expect(bridge.actions.contains(.deleteTune(tune, number: 7)))
    try bridge.outcome(.deleted(tune, nil))
    let result = ErasureResult(copy: tune, erasedAt: bridge.script.now)
    #expect(bridge.script.replies == [.custodian(.erased([result]))])
    let copy = try #require(try bridge.holdings(.due(by: bridge.script.now)).first)
    #expect(copy.state == .erased && copy.reason == .cancelled, "it awaits its receipt")
  }

  @Test func anErasureThatTakesLongIsAnsweredAsItStands() throws {
    let bridge = try trained()
    let tune = try bridge.holdings()[0].id
    try bridge.script.ask(.custodian(.erase(copies: [tune], reason: .expired)), from: .janitor)
    try bridge.outcome(.deleted(tune, Trouble(.lost)))
    #expect(bridge.script.replies.isEmpty)
    bridge.script.now = bridge.script.now + .seconds(2)
    try bridge.script.feed(.ticked)
    #expect(bridge.script.replies == [.custodian(.erased([ErasureResult(copy: tune, erasedAt: nil)]))])
  }

  @Test func aCopyInNoLedgerIsGone() throws {
    let bridge = try Script()
    let unknown = TrainingScript.copy(9)
    try bridge.script.ask(.custodian(.erase(copies: [unknown], reason: .expired)), from: .janitor)
    #expect(bridge.script.replies == [.custodian(.erased([ErasureResult(copy: unknown, erasedAt: bridge.script.now)]))])
    try bridge.script.ask(.custodian(.readBack(copies: [unknown])), from: .janitor)
    guard case .readBack(let remains, let gone, _)? = bridge.script.effects.first else { throw Unexpected("no effect") }
    #expect(remains.isEmpty && gone == [unknown])
  }

  @Test func whatCanStillBeReadIsErasedAgain() throws {
    let bridge = try trained()
    let tune = try bridge.holdings()[0].id
    try bridge.script.ask(.custodian(.erase(copies: [tune], reason: .expired)), from: .janitor)
    try bridge.outcome(.deleted(tune, nil))
    try bridge.script.ask(.custodian(.readBack(copies: [tune])), from: .janitor)
    guard case .readBack(let remains, _, let asker)? = bridge.script.effects.first else {
      throw Unexpected("nothing is read back")
    }
    #expect(remains.first?.number == 7 && remains.first?.address == TrainingScript.address("photo"))
    let result = ReadBackResult(copy: tune, finding: .readable)
    try bridge.script.feed(.outcome(.readBack([Finding(result: result, number: 7)], asker: asker)))
    #expect(bridge.script.replies == [.custodian(.readBack([result]))])
    #expect(bridge.actions == [.deleteTune(tune, number: 7)])
    #expect(try bridge.holdings().map(\.state) == [.erasing])
  }

  /// P1: Astria may claim it, and the janitor be away.
  @Test func whatWasErasedIsLookedForEachHourUntilItsReceipt() throws {
    let bridge = try trained()
    let tune = try bridge.holdings()[0].id
    try bridge.script.ask(.custodian(.erase(copies: [tune], reason: .expired)), from: .janitor)
    try bridge.outcome(.deleted(tune, nil))
    try bridge.script.feed(.started)
    for pause in [Duration.seconds(1), .seconds(3600)] {
      bridge.script.now = bridge.script.now + pause
      try bridge.script.feed(.ticked)
    }
    guard case .readBack(let remains, [], nil)? = bridge.script.effects.last else { throw Unexpected("nobody looks") }
    #expect(remains.map(\.copy) == [tune] && remains.first?.number == 7)
    let finding = Finding(result: ReadBackResult(copy: tune, finding: .readable), number: 7)
    try bridge.script.feed(.outcome(.readBack([finding], asker: nil)))
    #expect(bridge.script.replies.isEmpty)
    #expect(bridge.actions == [.deleteTune(tune, number: 7)])
    try bridge.outcome(.deleted(tune, nil))
    try bridge.script.ask(.custodian(.receipted(copies: [tune])), from: .janitor)
    bridge.script.now = bridge.script.now + .seconds(7200)
    try bridge.script.feed(.ticked)
    #expect(bridge.script.effects == [.listTunes(for: nil)], "its receipt is written")
  }

  @Test func aReceiptedCopyLeavesTheLedgerAndTheFile() throws {
    let bridge = try trained()
    let tune = try bridge.holdings()[0].id
    try bridge.script.ask(.custodian(.erase(copies: [tune], reason: .expired)), from: .janitor)
    try bridge.outcome(.deleted(tune, nil))
    try bridge.script.ask(.custodian(.receipted(copies: [tune])), from: .janitor)
    #expect(bridge.script.replies == [.custodian(.noted)])
    #expect(try bridge.holdings().isEmpty)
    try bridge.script.ask(.tunes(after: nil))
    #expect(bridge.script.replies == [.tunes([], next: nil)])
  }

  @Test func withoutTheJanitorWhatIsDueIsDeletedAllTheSame() throws {
    let bridge = try trained()
    let tune = try bridge.holdings()[0].id
    bridge.script.now = TrainingScript.start + .seconds(12 * 3600)
    try bridge.script.feed(.ticked)
    #expect(bridge.actions.contains(.deleteTune(tune, number: 7)))
    try bridge.outcome(.deleted(tune, nil))
    #expect(try bridge.holdings().map(\.state) == [.erased])
    #expect(try bridge.view()?.outcome == .expired)
  }

  @Test func tunesAreListedWithTheirNumbers() throws {
    let bridge = try trained()
    try bridge.script.ask(.tunes(after: nil))
    guard case .tunes(let tunes, nil)? = bridge.script.replies.first else { throw Unexpected("no list") }
    #expect(tunes.map(\.number) == [7] && tunes.map(\.state) == [.held])
  }

  // MARK: Forgetting an account

  @Test func anAccountIsForgottenWhenAllItsPhotosessionsAreErased() throws {
    let bridge = try trained()
    try bridge.open(2, account: Script.stranger)
    try bridge.script.ask(.forget(account: Script.account), from: .account)
    #expect(bridge.script.replies.isEmpty)
    #expect(bridge.actions.contains(.askErasure(2, Erasure.everything, .accountErasure)))
    let tune = try bridge.holdings()[0].id
    try bridge.outcome(.deleted(tune, nil))
    try bridge.script.ask(.custodian(.receipted(copies: [tune])), from: .janitor)
    try bridge.outcome(.erasureAnswered(2, isComplete: true))
    let owner = Owner.ID(Script.photosession())
    #expect(bridge.script.effects == [.forget(Script.account, [owner])])
    try bridge.open(3)
    #expect(bridge.script.refusals.map(\.problem) == [.conflict])

    try bridge.script.ask(.forget(account: Script.account), from: .account)
    #expect(bridge.script.effects.isEmpty, "asked again, it joins")
    try bridge.script.feed(.outcome(.forgot(Script.account, isDone: true)))
    #expect(bridge.script.replies == [.forgotten, .forgotten])
    try bridge.script.ask(.list(after: nil))
    guard case .photosessions(let left, _)? = bridge.script.replies.first else { throw Unexpected("no list") }
    #expect(left.map(\.account) == [Script.stranger], "nobody else's are touched")
  }

  @Test func anAccountWithoutPhotosessionsIsForgottenAtOnce() throws {
    let bridge = try Script()
    try bridge.script.ask(.forget(account: Script.account), from: .account)
    #expect(bridge.script.replies == [.forgotten])
  }

  @Test func forgettingSurvivesACrashAndAJanitorThatIsAway() throws {
    let bridge = try Script()
    try bridge.open()
    try bridge.erase()
    try bridge.script.ask(.forget(account: Script.account), from: .account)
    #expect(bridge.script.effects.count == 1)
    try bridge.script.feed(.outcome(.forgot(Script.account, isDone: false)))
    bridge.script.now = bridge.script.now + .seconds(1)
    try bridge.script.feed(.ticked)
    #expect(bridge.script.effects == [.forget(Script.account, [Owner.ID(Script.photosession())])])
    try bridge.script.feed(.started)
    #expect(bridge.script.effects == [.forget(Script.account, [Owner.ID(Script.photosession())])])
    try bridge.script.feed(.outcome(.forgot(Script.account, isDone: true)))
    #expect(try bridge.view() == nil)
  }
}
