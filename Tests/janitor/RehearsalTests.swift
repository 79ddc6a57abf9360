import Shared
import Testing

@testable import janitor

/// The way of a subject that does not exist, as a script.
@Suite(.timeLimit(.minutes(1)))
struct RehearsalTests {
  private static let refused = Rehearsal.Answer.obstacle(
    Rehearsal.Obstacle(what: "the gateway answered 422", isWorthARetry: false, mayHaveHappened: false))

  @Test func itGoesTheWholeWayAndErasesItsAccount() {
    var play = RehearsalPlay()
    play.play()
    #expect(play.rehearsal.failure == nil)
    #expect(play.rehearsal.endedAt == play.now)
    #expect(play.steps == Rehearsal.Step.allCases.filter { $0 != .findingWhy })
    #expect(play.rehearsal.copies.count == 8)
    let gives = play.calls.filter { if case .give = $0 { true } else { false } }
    #expect(gives == (0..<4).map { .give(RehearsalPlay.photosession, number: $0) })
    let probes = play.calls.filter { if case .probe = $0 { true } else { false } }
    #expect(probes == RehearsalPlay.avatars.map { .probe(RehearsalPlay.photosession, $0) })
    let owners: [Owner.ID] = [Owner.ID(RehearsalPlay.account), Owner.ID(RehearsalPlay.photosession)]
    #expect(play.calls.suffix(2) == [.eraseAccount, .probeAccount(owners)])
    #expect(play.rehearsal.token == nil, "the access token is not kept")
  }

  @Test(arguments: Rehearsal.Step.allCases.filter { $0 != .findingWhy && $0 != .awaitingAccountErasure })
  func whateverStepFailsTheAccountIsErased(_ step: Rehearsal.Step) {
    var play = RehearsalPlay()
    play.instead[step] = Self.refused
    play.play()
    #expect(play.rehearsal.failure?.step == step)
    #expect(play.rehearsal.failure?.sentence.contains("while \(step.rawValue): the gateway answered 422.") == true)
    #expect(play.rehearsal.endedAt != nil)
    let isErased = play.calls.contains(.eraseAccount) && play.steps.last == .awaitingAccountErasure
    #expect(isErased == (step != .signingUp), "there is an account unless signing up failed")
  }

  @Test func aStepThatNobodyAnswersIsTriedAgainAndThenTheSilentOneIsNamed() {
    var play = RehearsalPlay()
    play.instead[.givingPhotos] = RehearsalPlay.silence
    play.instead[.findingWhy] = .silent([.uploadStore])
    play.play()
    #expect(play.calls.count { $0 == .give(RehearsalPlay.photosession, number: 0) } == Rehearsal.triesMax)
    #expect(
      play.rehearsal.failure?.sentence
        == "The rehearsal failed while giving photos: the gateway did not answer. "
        + "upload-store does not answer: start it, and rehearse again.")
  }

  @Test func anAccountThatMayHaveComeIntoBeingIsFoundAndErased() {
    var play = RehearsalPlay()
    play.instead[.signingUp] = RehearsalPlay.silence
    play.play(atMost: 60)
    #expect(play.rehearsal.failure?.step == .signingUp)
    #expect(play.rehearsal.endedAt == nil, "it does not give up what may exist")
    play.instead[.signingUp] = nil
    play.play()
    #expect(play.rehearsal.endedAt != nil)
    #expect(play.calls.contains(.eraseAccount))
  }

  @Test func oneThatDoesNotEndInTimeHasFailed() {
    var play = RehearsalPlay()
    play.instead[.awaitingAvatars] = .looked(Rehearsal.Sight(state: .training, copies: [], silent: []))
    play.play()
    #expect(play.rehearsal.failure?.step == .awaitingAvatars)
    #expect(play.rehearsal.failure?.at == Scene.start + RehearsalPlay.bound)
    #expect(play.rehearsal.failure?.sentence.contains("the photosession is still training") == true)
    #expect(play.rehearsal.endedAt != nil)
  }

  @Test func aPhotosessionThatFailsIsAFailure() {
    var play = RehearsalPlay()
    play.instead[.awaitingAvatars] = .looked(
      Rehearsal.Sight(state: .erasing, outcome: .failed, reason: "The training failed.", copies: [], silent: []))
    play.play()
    #expect(play.rehearsal.failure?.sentence.contains("The training failed.") == true)
  }

  @Test func whatIsStillThereIsFound() {
    var play = RehearsalPlay()
    play.instead[.searching] = .downloaded(bytes: 10)
    play.play()
    #expect(play.rehearsal.failure?.sentence.contains("an avatar can still be downloaded") == true)
    var other = RehearsalPlay()
    other.play(atMost: 1)
    let held = Rehearsal.Sight(state: .erased, outcome: .delivered, copies: [Scene.id(20)], silent: [])
    other.instead[.awaitingErasure] = .looked(held)
    other.instead[.searching] = .looked(held)
    other.play()
    #expect(other.rehearsal.failure?.sentence.contains("1 copies are still in the ledgers") == true)
  }

  @Test func aCustodianThatDoesNotSayThatNothingIsThereIsNoProof() {
    var play = RehearsalPlay()
    play.instead[.searching] = .looked(
      Rehearsal.Sight(state: .erased, outcome: .delivered, copies: [], silent: [.astriaBridge]))
    play.play()
    #expect(play.rehearsal.failure?.sentence.contains("astria-bridge did not answer") == true)
  }

  @Test(arguments: ["missing", "twice", "another's", "changed", "unexpected"])
  func receiptsThatAreNotRightAreFound(_ flaw: String) {
    var receipts = RehearsalPlay.receipts
    switch flaw {
    case "missing": receipts.remove(at: 2)
    case "twice": receipts.append(receipts[0])
    case "another's": receipts[0].salt = Hex.encode(Array(repeating: UInt8(8), count: 16))
    case "changed": receipts[0].receipt.erasedAt = Scene.start - .seconds(60)
    default: receipts.removeLast()
    }
    var play = RehearsalPlay()
    play.instead[.comparingReceipts] = .receipts(receipts)
    play.play()
    #expect(play.rehearsal.failure?.step == .comparingReceipts)
    #expect(play.rehearsal.endedAt != nil)
  }

  @Test func afterAnInterruptionTheSameIsDoneAgainUnderTheSameKey() {
    var play = RehearsalPlay()
    let first = play.feed(.ticked)
    #expect(play.feed(.ticked).isEmpty, "an answer is awaited")
    #expect(play.feed(.interrupted) == first)
  }

  @Test func anAnswerToAnEarlierStepChangesNothing() {
    var play = RehearsalPlay()
    let signUp = play.feed(.ticked)[0]
    _ = play.feed(.answered(signUp, .signedUp(RehearsalPlay.token, RehearsalPlay.account)))
    let before = play.rehearsal
    _ = play.feed(.answered(signUp, .accepted))
    #expect(play.rehearsal == before)
  }

  @Test func photosAreWholeAndEachIsAnother() {
    let photo = RehearsalPhoto("one").png
    #expect(photo == RehearsalPhoto("one").png)
    #expect(photo != RehearsalPhoto("two").png)
    #expect(photo.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    // The last chunk is the same in every PNG, its check included.
    #expect(photo.suffix(12) == [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
  }
}
