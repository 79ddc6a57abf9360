import Shared
import Testing

@testable import janitor

/// After a start nothing is served before the book was replayed: what a backup brought back goes again, and a book that
/// was itself put back is found out.
@Suite(.timeLimit(.minutes(1)))
struct BookReplayTests {
  private let session: Photosession.ID = Scene.id(1)

  @Test func noKeyLeavesBeforeTheLedgerOfUploadStoreWasLookedThrough() throws {
    let house = try House()
    try house.ask(.issueKeys(photosession: session), from: .gateway)
    try house.crash()
    for request in [
      JanitorRequest.issueKeys(photosession: Scene.id(2)), .dataKey(photosession: session, copyClass: .photo),
      .dataKey(photosession: session, copyClass: .avatar),
    ] {
      try house.ask(request, from: .uploadStore)
      #expect(house.refusals.map(\.problem) == [.unavailable])
      #expect(house.refusals.first?.problem.isWorthARetry ?? false)
    }
    try house.settle()
    try house.ask(.dataKey(photosession: session, copyClass: .photo), from: .uploadStore)
    #expect(house.refusals.isEmpty)
  }

  @Test func aCopyThatABackupBroughtBackIsErasedAndReadBackAtOnce() throws {
    let house = try House()
    house.hold(Scene.copy(101))
    try house.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .removed), from: .astriaBridge)
    try house.settle()
    #expect(try house.script.book().count == 1)
    for state in [Copy.State.held, .expected, .erasing] {
      house.hold(Scene.copy(101, .photo, state))
      try house.crash()
      try house.settle()
      #expect(house.custodians[.uploadStore]!.ledger[Scene.id(101)] == nil)
      #expect(!house.custodians[.uploadStore]!.readable.contains(Scene.id(101)))
    }
    #expect(try house.script.book().count == 1, "it has its receipt")
    let counts = try house.script.read { try house.script.service.counts($0) }
    #expect(counts["revived"] == 1)
  }

  @Test func aTuneAndAnAccountThatWereErasedAreErasedAgain() throws {
    let house = try House()
    house.hold(Scene.copy(102, .tune), Scene.copy(103, .account))
    try house.ask(.erase(owner: Scene.id(1), classes: [.tune, .account], reason: .failed), from: .astriaBridge)
    try house.settle()
    house.hold(Scene.copy(102, .tune), Scene.copy(103, .account))
    try house.crash()
    try house.settle()
    #expect(house.isEmpty)
  }

  @Test func aPhotoWhoseKeyIsGoneIsErasedAndGetsItsReceipt() throws {
    let house = try House()
    house.hold(Scene.copy(104, of: Scene.id(7)))
    try house.crash()
    try house.settle()
    #expect(house.isEmpty)
    #expect(try house.script.book().map(\.reason) == [.orphan])
    let counts = try house.script.read { try Scene.janitor.counts($0) }
    #expect(counts["revived"] == 1 && counts["orphans upload-store"] == nil)
  }

  @Test func whatIsRightlyHeldIsLeftAlone() throws {
    let house = try House()
    try hold(house)
    let before = house.custodians.mapValues(\.ledger)
    try house.crash()
    try house.settle()
    #expect(house.custodians.mapValues(\.ledger) == before)
    #expect(try house.script.hasKey(session, .photo))
  }

  @Test func itGoesThroughAllPages() throws {
    let house = try House()
    try hold(house)
    for number in 1000..<1120 { house.hold(Scene.copy(number, of: Scene.id(number.isMultiple(of: 3) ? 7 : 1))) }
    house.custodians[.uploadStore]!.page = 7
    try house.crash()
    try house.settle()
    let left = house.custodians[.uploadStore]!.ledger.values
    #expect(left.count == 81 && left.allSatisfy { $0.owner == Scene.id(1) })
  }

  @Test func anUploadStoreThatIsNotThereYetIsAskedAgainSoon() throws {
    let house = try House()
    try house.crash()
    for _ in 0..<20 {
      while !house.underWay.isEmpty { try house.lose() }
      try house.tick(after: .seconds(1))
    }
    try house.run(seconds: 15)
    try house.ask(.issueKeys(photosession: session), from: .gateway)
    #expect(house.replies == [.keysIssued])
  }

  @Test func itIsReplayedEachDayWhileKeysGoOnToBeHandedOut() throws {
    let house = try House()
    house.hold(Scene.copy(101))
    try house.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .failed), from: .astriaBridge)
    try house.settle()
    house.hold(Scene.copy(101))
    try house.tick(after: .seconds(3600))
    try house.settle()
    #expect(!house.isEmpty, "it is not due, and the day is not over")
    try house.tick(after: .seconds(40_000))
    try house.ask(.issueKeys(photosession: Scene.id(2)), from: .gateway)
    #expect(house.replies == [.keysIssued])
    try house.settle()
    #expect(house.isEmpty)
  }

  // MARK: A restored book

  @Test(arguments: [(9, MerkleHash.leaf([1])), (2, .leaf([1]))])
  func aBookThatACheckpointIsNewerThanLosesAllKeysAndFaces(size: Int, root: MerkleHash) throws {
    let house = try House()
    try erase(2, in: house)
    try hold(house)
    let lost = try Scene.signing.note("mayfly/receipts\n\(size)\n\(root)\n").description
    house.kept = [lost]
    try house.crash()
    #expect(try !house.script.hasKey(session, .photo), "keys go first")
    try house.ask(.issueKeys(photosession: Scene.id(2)), from: .gateway)
    #expect(house.refusals.map(\.problem) == [.unavailable])
    try house.tick(after: .seconds(1))
    #expect(try ringing(house) == [.bookRestored])
    try house.settle()
    #expect(house.custodians[.uploadStore]!.ledger.isEmpty && house.custodians[.astriaBridge]!.ledger.isEmpty)
    #expect(house.custodians[.account]!.ledger.count == 1, "an account is no face, and its own book knows it")
    #expect(house.warnings.count == 1 && house.warnings[0].contains("knows \(size)"))
    try house.tick(after: .seconds(1))
    #expect(try ringing(house).isEmpty)

    // The book goes on, and says in each checkpoint what it lacks. What is lost is not found a second time.
    try house.ask(.checkpoint, from: .janitor)
    guard case .checkpoint(let checkpoint)? = house.replies.first else { return #expect(Bool(false)) }
    #expect(checkpoint.note.contains("\nrestored 2026-11-24T12:00:00.000Z \(size) \(root)\n"))
    #expect(BookVerification.flaw(in: try house.script.book(), checkpoints: [checkpoint]) == nil)
    try house.ask(.issueKeys(photosession: Scene.id(2)), from: .gateway)
    #expect(house.replies == [.keysIssued])
    try house.crash()
    try house.settle()
    #expect(try house.script.hasKey(Scene.id(2), .photo))
    #expect(house.warnings.count == 1)
  }

  @Test func theErasingOfARestoredBookGoesOnAfterAKill() throws {
    let house = try House()
    try hold(house)
    house.kept = [try Scene.signing.note("mayfly/receipts\n9\n\(MerkleHash.empty)\n").description]
    try house.crash()
    try house.crash()
    #expect(house.custodians[.astriaBridge]!.ledger.count == 1)
    try house.settle()
    #expect(house.custodians[.uploadStore]!.ledger.isEmpty && house.custodians[.astriaBridge]!.ledger.isEmpty)
  }

  @Test func anOlderCheckpointOfThisBookAndOneOfAnotherKeyAreNoLoss() throws {
    let house = try House()
    try erase(3, in: house)
    try house.ask(.checkpoint, from: .janitor)
    guard case .checkpoint(let older)? = house.replies.first else { return #expect(Bool(false)) }
    try erase(3, in: house)
    try hold(house)
    let other = SigningKey(DataKey(bytes: Array(repeating: 1, count: 32)))
    house.kept = [
      older.note, try other.note("mayfly/receipts\n99\n\(MerkleHash.empty)\n").description, "nonsense",
      older.note.replacing("\n3\n", with: "\n99\n"),
    ]
    try house.crash()
    try house.settle()
    #expect(try house.script.hasKey(session, .photo))
    #expect(house.warnings.isEmpty)
  }

  // MARK: What is held

  /// A photo, a tune and an account, with the photo's key.
  private func hold(_ house: House) throws {
    try house.ask(.issueKeys(photosession: session), from: .gateway)
    try house.ask(.dataKey(photosession: session, copyClass: .photo), from: .uploadStore)
    house.hold(Scene.copy(11), Scene.copy(12, .tune), Scene.copy(13, of: Scene.id(9), .account))
  }

  private func erase(_ count: Int, in house: House) throws {
    let first = 2000 + 100 * (try house.script.book().count)
    for number in first..<(first + count) { house.hold(Scene.copy(number, of: Scene.id(8))) }
    try house.ask(.erase(owner: Scene.id(8), classes: [.photo], reason: .failed), from: .astriaBridge)
    try house.settle()
  }

  private func ringing(_ house: House) throws -> [Alarm.Kind] {
    try house.ask(.alarms(), from: .janitor)
    guard case .alarms(let alarms)? = house.replies.first else { return [] }
    return alarms.map(\.kind)
  }
}
