import Shared
import Testing

@testable import astria_bridge

/// What a photosession makes of everything that can go wrong.
@Suite(.timeLimit(.minutes(1))) struct TroubleTests {
  typealias Script = TrainingScript

  private let find = Training.Action.findTune(title: Script.names.title, since: Script.start)

  // MARK: The tune

  @Test func aLostAnswerIsFollowedByALookAndNotByAnotherTune() {
    var script = Script.submitted()
    #expect(script.feed(.tuneMade(.trouble(Trouble(.lost)))).isEmpty)
    #expect(script.wake() == [find])
    #expect(script.now == Script.start + .seconds(60))
    script.feed(.tuneMade(.known(2_900_001, address: nil)))
    #expect(script.training.state == .training)
  }

  @Test func onlyWhatIsNotThereIsSentAgainUnderTheSameTitle() {
    var script = Script.submitted()
    script.feed(.tuneMade(.trouble(Trouble(.lost))))
    script.wake()
    #expect(script.feed(.tuneMade(.absent)) == [.createTune(Script.order)])
  }

  @Test func aLookThatFailsIsRepeatedBeforeAnythingIsSent() {
    var script = Script.submitted()
    script.feed(.tuneMade(.trouble(Trouble(.lost))))
    script.wake()
    script.feed(.tuneMade(.trouble(Trouble(.lost))))
    #expect(script.wake() == [find])
    #expect(script.now == Script.start + .seconds(90))
  }

  @Test func aCrashWithAPostUnderWayIsALostAnswer() {
    var script = Script.submitted()
    #expect(script.feed(.started).isEmpty)
    #expect(script.wake() == [find])
    #expect(script.now == Script.start + .seconds(60))
    #expect(script.feed(.started) == [find], "a look is simply repeated")
  }

  @Test func whatSurelyDidNotArriveIsSentAgainWithoutALook() throws {
    var script = Script.submitted()
    script.feed(.tuneMade(.trouble(Trouble(.unreachable))))
    guard case .createTune? = script.wake().first else { throw Unexpected("it is sent again") }
    #expect(script.now == Script.start + .seconds(30))
  }

  @Test func astriaIsGivenTheTimeItAsksFor() {
    var script = Script.submitted()
    script.feed(.tuneMade(.trouble(Trouble(.busy, retryAfter: 120))))
    script.wake()
    #expect(script.now == Script.start + .seconds(120))
    script.feed(.tuneMade(.trouble(Trouble(.busy, retryAfter: 1_000_000))))
    script.wake()
    #expect(script.now == Script.start + .seconds(720), "but not for ever")
  }

  @Test func aRefusalEndsItWithAReasonForPeople() {
    var script = Script.submitted()
    let actions = script.feed(.tuneMade(.trouble(Trouble(.rejected))))
    #expect(script.training.outcome == .failed)
    #expect(script.training.reason == Reasons.photosRefused)
    #expect(actions == [.askErasure(1, Erasure.everything, .failed)])
    #expect(script.training.copies.map(\.state) == [.erased], "nothing was made, and that is to be read back")
  }

  @Test func photosThatAreGoneBeforeTheHandOverAreOwnedUpTo() {
    var script = Script.submitted()
    script.feed(.tuneMade(.trouble(Trouble(.photosGone))))
    #expect(script.training.outcome == .failed)
    #expect(script.training.reason == Reasons.photosGone)
  }

  @Test func anOperatorIsToldOnceAndThePersonIsAskedToWait() {
    var script = Script.submitted()
    let account = Account.ID(bytes: Array(repeating: 9, count: 16))
    #expect(script.feed(.tuneMade(.trouble(Trouble(.operatorNeeded)))) == [.tellOperator])
    #expect(script.training.view(of: account).reason == Reasons.unavailable)
    #expect(script.training.view(of: account).outcome == nil)
    script.wake()
    #expect(script.feed(.tuneMade(.trouble(Trouble(.operatorNeeded)))).isEmpty)
    script.wake()
    script.feed(.tuneMade(.known(2_900_001, address: nil)))
    #expect(script.training.view(of: account).reason == nil)
  }

  @Test func anOperatorWhoDoesNotComeDoesNotKeepThePhotos() {
    var script = Script.submitted()
    while script.training.outcome == nil {
      script.wake()
      if script.training.outcome == nil { script.feed(.tuneMade(.trouble(Trouble(.operatorNeeded)))) }
    }
    #expect(script.training.outcome == .expired)
    #expect(script.now <= Script.start + .seconds(12 * 3600))
  }

  @Test func aTuneThatFailsOrIsNotThereEndsIt() {
    var script = Script.training()
    script.wake()
    script.feed(.tuneSeen(.failed))
    #expect(script.training.outcome == .failed && script.training.reason == Reasons.trainingFailed)
    #expect(script.actions.contains(.deleteTune(Script.copy(1), number: 2_900_001)))
  }

  // MARK: Prompts and avatars

  @Test func aPromptWithoutAnswerIsLookedForByItsText() throws {
    var script = Script.generating()
    script.feed(.promptMade(0, .trouble(Trouble(.lost))))
    let actions = script.wake()
    guard case .findPrompt(let order, _)? = actions.first else { throw Unexpected("it is looked for") }
    #expect(order.place == 0 && actions.count == 1)
    #expect(
      script.feed(.promptMade(0, .absent)) == [.createPrompt(order)], "only what is not there is made again")
  }

  @Test func aPromptThatFailsEndsItsAvatarsOnly() {
    var script = Script.prompted()
    script.feed(.promptSeen(0, .failed))
    script.feed(.promptSeen(1, .images([Script.address("c"), Script.address("d")])))
    for number in UInt8(3)...4 { script.feed(.avatarCopied(Script.avatar(number), .stored)) }
    #expect(script.training.state == .ready)
    #expect(script.training.avatarsReady == 2)
    #expect(script.training.reason == "2 avatars could not be made.")
  }

  @Test func aPromptThatIsRefusedIsInNoLedgerForLong() throws {
    var script = Script.generating()
    let actions = script.feed(.promptMade(0, .trouble(Trouble(.rejected))))
    guard case .createPrompt(let order)? = actions.first else { throw Unexpected("the next one is made") }
    #expect(order.place == 1)
    let line = script.training.copies.first { $0.id == Script.copy(2) }
    #expect(line?.state == .erased && line?.reason == .orphan)
  }

  @Test func aPromptThatNeverSettlesEndsItsAvatarsInTime() {
    var script = Script.prompted()
    script.feed(.promptSeen(1, .images([Script.address("c"), Script.address("d")])))
    for number in UInt8(3)...4 { script.feed(.avatarCopied(Script.avatar(number), .stored)) }
    while script.training.state == .generating {
      script.feed(.promptSeen(0, .pending))
      script.wake()
    }
    #expect(script.training.state == .ready)
    #expect(script.now - Script.start <= .seconds(31 * 60))
  }

  @Test func fewerImagesThanAskedForAreSaidSo() {
    var script = Script.prompted()
    script.feed(.promptSeen(0, .images([Script.address("a")])))
    script.feed(.promptSeen(1, .images([Script.address("c"), Script.address("d"), Script.address("one too many")])))
    for number in [UInt8(1), 3, 4] { script.feed(.avatarCopied(Script.avatar(number), .stored)) }
    #expect(script.training.state == .ready)
    #expect(script.training.reason == "One avatar could not be made.")
  }

  @Test func withoutAnyAvatarItFails() {
    var script = Script.prompted()
    script.feed(.promptSeen(0, .failed))
    script.feed(.promptSeen(1, .images([Script.address("c"), Script.address("d")])))
    for number in UInt8(3)...4 { script.feed(.avatarCopied(Script.avatar(number), .unusable)) }
    #expect(script.training.outcome == .failed && script.training.reason == Reasons.noAvatars)
  }

  // MARK: The end before the end

  @Test func whatIsCancelledBeforeItsTurnWasNeverThere() {
    var script = Script.submitted()
    script.feed(.cancelled(.cancelled))
    #expect(script.feed(.tuneMade(.trouble(Trouble(.unreachable)))).isEmpty, "neither a look nor another try")
    #expect(script.training.copies.map(\.state) == [.erased])
  }

  @Test func whatIsCancelledWhileAPostIsUnderWayIsFoundAndDeleted() {
    var script = Script.submitted()
    #expect(
      script.feed(.cancelled(.cancelled)) == [
        .skipTune(Script.copy(1)), .askErasure(1, Erasure.everything, .cancelled),
      ])
    #expect(script.feed(.tuneMade(.trouble(Trouble(.lost)))).isEmpty)
    script.feed(.erasureAnswered(1, isComplete: true))
    #expect(script.training.state == .erasing)
    while script.training.state != .erased {
      let actions = script.wake()
      if actions.contains(find) {
        script.feed(.tuneMade(.known(2_900_001, address: nil)))
        #expect(script.actions == [.deleteTune(Script.copy(1), number: 2_900_001)])
        script.feed(.deleted(Script.copy(1), nil))
        script.feed(.receipted([Script.copy(1)]))
      }
      script.feed(.erasureAnswered(1, isComplete: true))
    }
    #expect(script.training.outcome == .cancelled)
  }

  @Test func whatIsCancelledBeforeItArrivedIsNotSentAgain() {
    var script = Script.submitted()
    script.feed(.tuneMade(.trouble(Trouble(.unreachable))))
    script.feed(.cancelled(.cancelled))
    #expect(script.training.copies.map(\.state) == [.erased])
    #expect(script.actions == [.askErasure(1, Erasure.everything, .cancelled)])
  }

  @Test(arguments: [PhotosessionState.collecting, .submitted, .training, .generating, .ready])
  func everyStateExpires(_ state: PhotosessionState) {
    var script =
      switch state {
      case .collecting: Script()
      case .submitted: Script.submitted()
      case .training: Script.training()
      case .generating: Script.prompted()
      case .ready, .erasing, .erased: Script.ready()
      }
    let limit = state == .ready ? 23 : 12
    script.feed(.ticked, after: .seconds(limit * 3600 + 1))
    #expect(script.training.outcome == .expired && script.training.reason != nil)
    #expect(script.training.state == .erasing)
  }

  @Test func theJanitorsClockMayBeAheadOfOurs() {
    var script = Script.training()
    script.feed(.erase([Script.copy(1)], .expired))
    #expect(script.training.outcome == .expired)
    #expect(script.actions.contains(.deleteTune(Script.copy(1), number: 2_900_001)))
  }

  @Test func hintsOnlyMakeTheNextLookComeNowAndNotTooOften() {
    var script = Script.training()
    script.feed(.erasureAnswered(1, isComplete: true))
    #expect(script.feed(.hinted) == [.lookAtTune(2_900_001)])
    #expect(script.feed(.hinted).isEmpty, "one look at a time")
    script.feed(.tuneSeen(.pending))
    #expect(script.feed(.hinted).isEmpty, "a flood has no effect")
    #expect(script.feed(.hinted, after: .seconds(3)) == [.lookAtTune(2_900_001)])
  }

  @Test func lateAnswersReviveNothing() {
    var script = Script.ready()
    script.feed(.cancelled(.cancelled))
    let before = script.training
    script.feed(.promptSeen(0, .images([Script.address("late")])))
    script.feed(.avatarCopied(Script.avatar(1), .stored))
    script.feed(.tuneSeen(.trained))
    script.feed(.submitted(Script.photos, Script.names))
    script.feed(.delivered)
    #expect(script.training == before)
  }
}
