import Shared
import Testing

@testable import astria_bridge

/// The way of a photosession when all goes well, step by step.
@Suite(.timeLimit(.minutes(1))) struct TrainingTests {
  typealias Script = TrainingScript

  @Test func theTitleIsInTheLedgerBeforeAnythingIsSent() {
    var script = Script()
    let actions = script.feed(.submitted(Script.photos, Script.names))

    #expect(actions == [.createTune(Script.order)])
    #expect(script.training.state == .submitted)
    let copy = script.training.copies.first
    #expect(copy?.state == .expected && copy?.copyClass == .tune && copy?.id == Script.names.tune)
    #expect(copy?.mustBeGoneBy == Script.start + .seconds(12 * 3600))
    #expect(copy?.deadline == Script.start + .seconds(24 * 3600))
  }

  @Test func thePhotosAreErasedAsSoonAsAstriaHasThem() {
    var script = Script.submitted()
    let actions = script.feed(.tuneMade(.known(2_900_001, address: nil)))

    #expect(actions == [.askErasure(1, [.photo], .processed)])
    #expect(script.training.state == .training)
    #expect(script.training.photos.isEmpty)
  }

  @Test func theErasureIsAskedForUntilItIsComplete() {
    var script = Script.training()
    script.feed(.erasureAnswered(1, isComplete: false))
    #expect(script.training.erasures.count == 1)
    #expect(script.wake().contains(.askErasure(1, [.photo], .processed)))
    script.feed(.erasureAnswered(1, isComplete: true))
    #expect(script.training.erasures.isEmpty)
    #expect(script.training.state == .training)
  }

  @Test func theTuneIsLookedAtLessAndLessOften() {
    var script = Script.training()
    script.feed(.erasureAnswered(1, isComplete: true))
    var waits: [Duration] = []
    for _ in 0..<7 {
      let before = script.now
      #expect(script.wake() == [.lookAtTune(2_900_001)])
      waits.append(script.now - before)
      script.feed(.tuneSeen(.pending))
    }
    #expect(waits == [.seconds(2), .seconds(2), .seconds(4), .seconds(8), .seconds(16), .seconds(30), .seconds(30)])
  }

  @Test func promptsAreMadeOneByOne() {
    var script = Script.training()
    script.feed(.erasureAnswered(1, isComplete: true))
    script.wake()
    let first = Training.PromptOrder(
      place: 0, tune: 2_900_001, model: .lora,
      text: "studio portrait of ohwx woman, soft key light, grey backdrop, 85mm", images: 2)
    #expect(script.feed(.tuneSeen(.trained)) == [.createPrompt(first)])
    #expect(script.training.copies.map(\.copyClass) == [.tune, .prompt])

    let actions = script.feed(.promptMade(0, .known(45_000_001, address: nil)))
    #expect(actions.contains(.lookAtPrompt(0, number: 45_000_001)))
    #expect(actions.contains { if case .createPrompt(let order) = $0 { order.place == 1 } else { false } })
    #expect(script.training.copies.map(\.state) == [.held, .held, .expected])
  }

  @Test func anAvatarKeepsItsIdHoweverOftenItIsTried() {
    var script = Script.prompted()
    let order = Training.AvatarOrder(
      avatar: Script.avatar(1), prompt: 0, index: 0, address: Script.address("a"))
    let actions = script.feed(.promptSeen(0, .images([Script.address("a"), Script.address("b")])))
    #expect(actions.contains(.copyAvatar(order)))

    script.feed(.avatarCopied(Script.avatar(1), .trouble(Trouble(.unreachable))))
    #expect(script.training.avatarsReady == 0)
    #expect(script.wake().contains(.copyAvatar(order)))
    script.feed(.avatarCopied(Script.avatar(1), .stored))
    #expect(script.training.avatarsReady == 1)
  }

  @Test func whenAllAvatarsAreInPromptsAreDeletedBeforeTheTune() {
    var script = Script.ready()
    #expect(script.training.state == .ready)
    #expect(
      script.actions == [
        .deletePrompt(Script.copy(2), number: 45_000_001), .deletePrompt(Script.copy(3), number: 45_000_002),
        .askErasure(2, [.tune, .prompt], .processed),
      ])
    #expect(script.feed(.deleted(Script.copy(2), nil)).isEmpty)
    #expect(script.feed(.deleted(Script.copy(3), nil)) == [.deleteTune(Script.copy(1), number: 2_900_001)])
    script.feed(.deleted(Script.copy(1), nil))
    #expect(script.training.copies.allSatisfy { $0.state == .erased && $0.reason == .processed })
    #expect(script.training.view(of: Account.ID(bytes: Array(repeating: 9, count: 16))).held.isEmpty)
  }

  @Test func aTuneIsNotSparedBecauseItsPromptsCannotBeDeleted() {
    var script = Script.ready()
    for _ in 0..<3 {
      for prompt in [Script.copy(2), Script.copy(3)] { script.feed(.deleted(prompt, Trouble(.lost))) }
      if script.actions != [.deleteTune(Script.copy(1), number: 2_900_001)] { script.wake() }
    }
    #expect(script.actions == [.deleteTune(Script.copy(1), number: 2_900_001)])
  }

  @Test func whatIsStillReadableIsDeletedAgain() {
    var script = Script.ready()
    for copy in [Script.copy(2), Script.copy(3), Script.copy(1)] { script.feed(.deleted(copy, nil)) }
    #expect(script.feed(.wasReadable(Script.copy(1), number: nil)) == [.deleteTune(Script.copy(1), number: 2_900_001)])
    #expect(script.training.copies.first?.state == .erasing)
  }

  @Test func deliveredEndsInErasedOnceEverythingIsReceipted() {
    var script = Script.ready()
    for copy in [Script.copy(2), Script.copy(3), Script.copy(1)] { script.feed(.deleted(copy, nil)) }
    let actions = script.feed(.delivered)
    #expect(actions == [.askErasure(3, Erasure.everything, .delivered)])
    #expect(script.training.state == .erasing && script.training.outcome == .delivered)

    script.feed(.erasureAnswered(3, isComplete: true))
    #expect(script.training.state == .erasing, "the ledger is not empty yet")
    script.feed(.receipted([Script.copy(1), Script.copy(2), Script.copy(3)]))
    #expect(script.training.copies.isEmpty)
    script.wake()
    script.feed(.erasureAnswered(3, isComplete: true))
    #expect(script.training.state == .erased)
    #expect(script.training.endedAt == script.now)
    #expect(script.training.wakesAt(script.rules) == nil)
  }

  @Test func whatIsReceiptedIsRememberedByNoAddress() throws {
    var script = Script.ready()
    for copy in [Script.copy(2), Script.copy(3), Script.copy(1)] { script.feed(.deleted(copy, nil)) }
    script.feed(.receipted([Script.copy(1), Script.copy(2), Script.copy(3)]))
    let saved = String(decoding: try JSON.encode(script.training), as: UTF8.self)
    #expect(!saved.contains("mp.astria.ai"))
  }
}
