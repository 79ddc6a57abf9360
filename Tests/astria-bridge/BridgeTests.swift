import Shared
import Testing

@testable import astria_bridge

/// What the gateway and operators are answered.
@Suite(.timeLimit(.minutes(1))) struct BridgeTests {
  typealias Script = BridgeScript

  @Test func aPhotosessionIsOpenedOnceHoweverOftenItIsAsked() throws {
    let bridge = try Script()
    try bridge.open()
    try bridge.open()
    guard case .photosession(let view)? = bridge.script.replies.first else { throw Unexpected("no view") }
    #expect(view.state == .collecting && view.avatarsExpected == 4 && view.outcome == nil && view.held.isEmpty)
    try bridge.open(account: Script.stranger)
    #expect(bridge.script.refusals.map(\.problem) == [.notFound])
  }

  @Test func eachChangeIsToldAndNothingElse() throws {
    let bridge = try Script()
    // Nobody can listen to it yet.
    try bridge.open()
    #expect(bridge.published.isEmpty)
    try bridge.train()
    let told = bridge.published
    #expect(told.map(\.state) == [.submitted])
    let view = try #require(try bridge.view())
    #expect(told == [view])
    #expect(bridge.published.isEmpty, "to look is no change")
  }

  @Test func whoBeginsToListenIsToldHowItStands() throws {
    let bridge = try Script()
    try bridge.open()
    let view = try #require(try bridge.view())
    let service = bridge.script.service
    for (number, event) in [(1, AstriaBridgeEvent.photosession(view)), (2, nil)] as [(UInt8, AstriaBridgeEvent?)] {
      let topic = EventTopic(Script.photosession(number))
      #expect(try bridge.script.read { try service.current(topic, $0) } == event)
    }
  }

  @Test func anUnknownStyleIsRefused() throws {
    let bridge = try Script()
    try bridge.script.ask(
      .open(photosession: Script.photosession(), account: Script.account, subject: .man, style: "none"))
    #expect(bridge.script.refusals.map(\.problem) == [.unknownStyle])
    #expect(try bridge.view() == nil)
  }

  @Test func anotherAccountsPhotosessionIsNotFound() throws {
    let bridge = try Script()
    try bridge.open()
    let id = Script.photosession()
    for request in [
      AstriaBridgeRequest.photosession(photosession: id, account: Script.stranger),
      .train(photosession: id, account: Script.stranger), .cancel(photosession: id, account: Script.stranger),
      .delivered(photosession: id, account: Script.stranger),
    ] {
      try bridge.script.ask(request)
      #expect(bridge.script.refusals.map(\.problem) == [.notFound])
    }
    #expect(try bridge.view()?.state == .collecting)
  }

  @Test func listsAreNewestFirstAndPaged() throws {
    let bridge = try Script()
    for number in UInt8(1)...60 {
      bridge.script.now = TrainingScript.start + .seconds(Int(number) / 3)
      try bridge.open(number)
    }
    try bridge.open(99, account: Script.stranger)
    var seen: [Photosession.ID] = []
    var before: Photosession.ID?
    repeat {
      try bridge.script.ask(.photosessions(account: Script.account, before: before))
      guard case .photosessions(let page, let next)? = bridge.script.replies.first else { throw Unexpected("no page") }
      #expect(page.count <= 50)
      seen += page.map(\.id)
      before = next
    } while before != nil
    #expect(seen == (UInt8(1)...60).reversed().map { Script.photosession($0) })

    try bridge.script.ask(.list(after: nil))
    guard case .photosessions(let all, let next)? = bridge.script.replies.first else { throw Unexpected("no page") }
    #expect(all.count == 50 && next == all.last?.id && all.first?.account == Script.stranger)
  }

  @Test func trainingIsAnsweredWhenTheIntakeIsClosed() throws {
    let bridge = try Script()
    try bridge.open()
    try bridge.script.ask(.train(photosession: Script.photosession(), account: Script.account))
    #expect(bridge.script.replies.isEmpty)
    try bridge.train()
    guard case .photosession(let view)? = bridge.script.replies.first else { throw Unexpected("no view") }
    #expect(view.state == .submitted)
    guard case .training(_, .createTune(let order), let hint)? = bridge.script.effects.first else {
      throw Unexpected("no tune is created")
    }
    #expect(order.photos == TrainingScript.photos && hint != nil)
    #expect(try bridge.holdings().map(\.state) == [.expected])
    #expect(try bridge.holdings().map { "mayfly-\($0.id)" } == [order.title])
  }

  @Test func tooFewPhotosLeaveItOpen() throws {
    let bridge = try Script()
    try bridge.open()
    try bridge.script.ask(.train(photosession: Script.photosession(), account: Script.account))
    guard case .closeIntake(let id, let asker)? = bridge.script.effects.first else { throw Unexpected("no effect") }
    let refusal = Refusal(.tooFewPhotos, "Add one more.")
    try bridge.script.feed(.outcome(.intakeOpen(id, asker: asker, refusal)))
    #expect(bridge.script.refusals == [refusal])
    #expect(try bridge.view()?.state == .collecting)
    try bridge.train()
    #expect(try bridge.view()?.state == .submitted)
  }

  @Test func trainingTwiceIsRefusedAlsoWhenBothWereAskedAtOnce() throws {
    let bridge = try Script()
    try bridge.open()
    let train = AstriaBridgeRequest.train(photosession: Script.photosession(), account: Script.account)
    try bridge.script.ask(train)
    let first = bridge.script.effects
    try bridge.script.ask(train)
    for case .closeIntake(let id, let asker) in first + bridge.script.effects {
      try bridge.script.feed(.outcome(.intakeClosed(id, asker: asker, TrainingScript.photos)))
    }
    #expect(bridge.script.refusals.map(\.problem) == [.trainingAlreadyRequested])
    try bridge.script.ask(train)
    #expect(bridge.script.refusals.map(\.problem) == [.trainingAlreadyRequested])
    #expect(try bridge.holdings().count == 1)
  }

  @Test func deliveredIsForAvatarsThatAreReady() throws {
    let bridge = try Script()
    try bridge.open()
    let delivered = AstriaBridgeRequest.delivered(photosession: Script.photosession(), account: Script.account)
    try bridge.script.ask(delivered)
    #expect(bridge.script.refusals.map(\.problem) == [.conflict])
    try bridge.erase()
    try bridge.script.ask(delivered)
    guard case .photosession(let view)? = bridge.script.replies.first else { throw Unexpected("no view") }
    #expect(view.state == .erased && view.outcome == .cancelled)
  }

  @Test func afterACrashWhateverWasUnderWayIsLookedFor() throws {
    let bridge = try Script()
    try bridge.open()
    try bridge.train()
    try bridge.script.feed(.started)
    #expect(bridge.actions.isEmpty)
    bridge.script.now = TrainingScript.start + .seconds(61)
    try bridge.script.feed(.ticked)
    guard case .findTune? = bridge.actions.first else { throw Unexpected("it is not looked for") }
  }

  @Test func aTickWithNothingDueChangesNothing() throws {
    let bridge = try Script()
    try bridge.open()
    try bridge.train()
    try bridge.outcome(.tuneMade(.known(7, address: nil)))
    #expect(try bridge.script.feed(.ticked).isEmpty)
  }

  @Test func theRecordGoesThirtyDaysAfterTheEnd() throws {
    let bridge = try Script()
    try bridge.open()
    try bridge.erase()
    bridge.script.now = TrainingScript.start + .seconds(30 * 86_400 - 1)
    try bridge.script.feed(.ticked)
    #expect(try bridge.view()?.state == .erased)
    bridge.script.now = TrainingScript.start + .seconds(30 * 86_400)
    try bridge.script.feed(.ticked)
    #expect(try bridge.view() == nil)
  }

  @Test func theNumbersSayWhatIsUnderWay() throws {
    let bridge = try Script()
    for number in UInt8(1)...2 { try bridge.open(number) }
    try bridge.train()
    try bridge.outcome(.tuneMade(.trouble(Trouble(.unreachable))))
    let counts = try bridge.script.read { try bridge.script.service.counts($0) }
    #expect(counts["collecting"] == 1 && counts["submitted"] == 1)
    #expect(counts["tunesAlive"] == 1 && counts["retries"] == 1)
  }

  // MARK: Hints

  @Test func aHintMakesTheNextLookComeNow() throws {
    let bridge = try Script()
    try bridge.open()
    try bridge.train()
    guard case .training(_, _, let token?)? = bridge.script.effects.first else { throw Unexpected("no token") }
    try bridge.outcome(.tuneMade(.known(7, address: nil)))
    try bridge.script.ask(.hint(token: Personal(token.revealed.description)), from: .gateway)
    #expect(bridge.script.replies == [.noted])
    #expect(bridge.actions == [.lookAtTune(7)])
  }

  @Test(arguments: ["", "0", String(repeating: "0", count: 64), "' OR 1=1 --"])
  func aForgedHintHasNoEffectAndSaysNothing(_ token: String) throws {
    let bridge = try Script()
    try bridge.open()
    try bridge.train()
    try bridge.outcome(.tuneMade(.known(7, address: nil)))
    try bridge.script.ask(.hint(token: Personal(token)), from: .gateway)
    #expect(bridge.script.replies == [.noted])
    #expect(bridge.actions.isEmpty)
  }

  @Test func noTokenIsStoredInTheClear() throws {
    let bridge = try Script()
    try bridge.open()
    try bridge.train()
    guard case .training(_, _, let token?)? = bridge.script.effects.first else { throw Unexpected("no token") }
    let stored = try bridge.script.read { try $0.rows("SELECT hash FROM hint").map { try $0.text("hash") } }
    #expect(stored.count == 1 && stored.first != token.revealed.description)
  }
}
