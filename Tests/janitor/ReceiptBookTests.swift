import Shared
import Testing

@testable import janitor

/// The book is whole, or whoever looks is told where it is not.
@Suite(.timeLimit(.minutes(1)))
struct ReceiptBookTests {
  @Test func aBookAsItIsWrittenIsSound() throws {
    let house = try written(7)
    let book = try house.script.book()
    #expect(book.map(\.number) == Array(1...7))
    #expect(book[0].previous == ReceiptBook.noHash)
    #expect(BookVerification.flaw(in: book, checkpoints: [try checkpoint(house)]) == nil)
    #expect(BookVerification.flaw(in: []) == nil)
  }

  @Test(
    arguments: [
      { $0.commitment = String(repeating: "a", count: 64) }, { $0.copyClass = .tune }, { $0.custodian = .account },
      { $0.reason = .delivered }, { $0.receivedAt.milliseconds += 1 }, { $0.dueAt.milliseconds += 1 },
      { $0.erasedAt.milliseconds += 1 }, { $0.readBackAt.milliseconds -= 1 }, { $0.contractVersion += 1 },
      { $0.contractDigest = "0" }, { $0.hash = String(repeating: "a", count: 64) }, { $0.signature = "00" },
      { $0.previous = String(repeating: "a", count: 64) },
    ] as [@Sendable (inout Receipt) -> Void]) func anyChangedFieldIsNamed(change: @Sendable (inout Receipt) -> Void)
    throws
  {
    var book = try written(5).script.book()
    change(&book[2])
    #expect(BookVerification.flaw(in: book)?.number == 3)
  }

  @Test func aMissingReceiptAndAMovedOneAreNamed() throws {
    let book = try written(5).script.book()
    #expect(BookVerification.flaw(in: Array(book[..<2] + book[3...]))?.number == 4)
    #expect(BookVerification.flaw(in: Array(book[1...]))?.number == 2)
    #expect(BookVerification.flaw(in: [book[0], book[2], book[1]])?.number == 3)
  }

  @Test func aRewrittenTailIsFoundByWhoeverHoldsAnOlderCheckpoint() throws {
    let house = try written(5)
    let old = try checkpoint(house)
    // Even with the right key: receipt 4 is written anew, and all after it.
    let book = try rewritten(try house.script.book(), from: 4)
    #expect(BookVerification.flaw(in: book) == nil)
    #expect(BookVerification.flaw(in: book, checkpoints: [old])?.number == 5)
    #expect(BookVerification.flaw(in: Array(book.prefix(4)), checkpoints: [old])?.number == 5)
  }

  @Test func theMoreCheckpointsAreKeptTheCloserARewrittenReceiptIsNamed() throws {
    let house = try House()
    var kept: [Checkpoint] = []
    for number in 101...106 {
      house.hold(Scene.copy(number))
      try house.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .failed), from: .astriaBridge)
      try house.settle()
      kept.append(try checkpoint(house))
    }
    let book = try rewritten(try house.script.book(), from: 4)
    #expect(BookVerification.flaw(in: book, checkpoints: kept)?.number == 4)
    let flaw = BookVerification.flaw(in: book, checkpoints: [kept[5], kept[1]])
    #expect(flaw?.sentence == "Receipt 6, or one before it from 3 on, is not what a checkpoint of 6 saw.")
  }

  @Test func anotherKeyAndAForgedCheckpointAreFound() throws {
    let house = try written(2)
    let book = try house.script.book()
    let other = SigningKey(DataKey(bytes: Array(repeating: 1, count: 32)))
    #expect(BookVerification.flaw(in: book, key: other.publicKey)?.number == 1)
    #expect(BookVerification.flaw(in: book, key: "nonsense") != nil)
    var forged = try checkpoint(house)
    forged.note = forged.note.replacing("\n2\n", with: "\n1\n")
    #expect(BookVerification.flaw(in: book, checkpoints: [forged]) != nil)
    let byAnother = try other.note("mayfly/receipts\n0\n\(MerkleHash.empty)\n").description
    let foreign = Checkpoint(note: byAnother, key: other.publicKey, madeAt: Scene.start)
    #expect(BookVerification.flaw(in: book, checkpoints: [foreign]) != nil)
    #expect(BookVerification.flaw(in: [], checkpoints: [foreign], key: other.publicKey) == nil)
    let elsewhere = SigningKey(DataKey(bytes: Array(repeating: 9, count: 32)), name: "another/log")
    #expect(BookVerification.flaw(in: book, checkpoints: [try checkpoint(house)], key: elsewhere.publicKey) != nil)
    // The key alone, without the log's name, takes checkpoints of any name.
    let bare = try #require(NoteKey(Scene.signing.publicKey)).publicKey
    #expect(BookVerification.flaw(in: book, checkpoints: [try checkpoint(house)], key: Hex.encode(bare)) == nil)
  }

  @Test func thePersonCanProveThatAReceiptIsAboutTheirCopy() throws {
    let house = try written(3)
    let book = try house.script.book()
    try house.ask(.receipts(owner: Scene.id(1)), from: .gateway)
    guard case .receipts(let owned, let checkpoint)? = house.replies.first else { return #expect(Bool(false)) }
    #expect(owned.map(\.receipt) == book)
    #expect(owned.map(\.copy) == [Scene.id(101), Scene.id(102), Scene.id(103)])
    // Without the book.
    for receipt in owned { #expect(BookVerification.flaw(in: receipt, checkpoint) == nil) }
  }

  @Test func receiptsOfOthersAreNotShown() throws {
    let house = try written(3)
    try house.ask(.receipts(owner: Scene.id(2)), from: .gateway)
    guard case .receipts(let owned, _)? = house.replies.first else { return #expect(Bool(false)) }
    #expect(owned.isEmpty)
  }

  @Test func aCopyThatAppearsAgainGetsNoSecondReceipt() throws {
    let house = try written(3)
    for _ in 0..<3 {
      house.hold(Scene.copy(101, .photo, .erased))
      try house.tick(after: .seconds(60))
      try house.settle()
    }
    #expect(house.custodians[.uploadStore]!.ledger.isEmpty)
    #expect(try house.script.book().count == 3)
  }

  @Test func theBookIsReadInPagesThatFitIntoAMessage() throws {
    let house = try written(120)
    var book: [Receipt] = []
    while true {
      try house.ask(.book(from: book.count + 1), from: .janitor)
      guard case .book(let page, _, let checkpoint)? = house.replies.first else { return #expect(Bool(false)) }
      #expect(try JSON.encode(house.replies[0]).count < 60_000)
      book += page
      if book.count == checkpoint.size { break }
    }
    #expect(BookVerification.flaw(in: book) == nil)
    #expect(book.count == 120)
    try house.ask(.receipts(owner: Scene.id(1), from: 101), from: .gateway)
    guard case .receipts(let owned, _)? = house.replies.first else { return #expect(Bool(false)) }
    #expect(owned.map(\.receipt.number) == Array(101...120))
    #expect(try JSON.encode(house.replies[0]).count < 60_000)
  }

  @Test func afterForgettingNothingIsLeftThatNamesTheOwnerOrTheCopies() throws {
    let house = try written(3)
    try house.ask(.forget(owners: [Scene.id(1)]), from: .astriaBridge)
    #expect(house.replies == [.forgotten])
    let names = [Scene.id(1) as Owner.ID, Scene.id(101), Scene.id(102), Scene.id(103)].map(\.text)
    for text in try everyText(house) { #expect(!names.contains { text.contains($0) }) }
    #expect(try house.script.read { try $0.count("SELECT COUNT(*) FROM owned") } == 0)
    #expect(BookVerification.flaw(in: try house.script.book()) == nil)
    #expect(try house.script.book().count == 3)
  }

  @Test func anOwnerIsNotForgottenWhileAnythingOfItLives() throws {
    let house = try House()
    try house.ask(.issueKeys(photosession: Scene.id(1)), from: .gateway)
    try house.ask(.forget(owners: [Scene.id(1)]), from: .astriaBridge)
    #expect(house.refusals.map(\.problem) == [.conflict])
    try house.ask(.erase(owner: Scene.id(1), classes: [.photo, .avatar], reason: .failed), from: .astriaBridge)
    try house.ask(.forget(owners: [Scene.id(1)]), from: .astriaBridge)
    #expect(house.refusals.map(\.problem) == [.conflict])
    try house.settle()
    try house.ask(.forget(owners: [Scene.id(1)]), from: .astriaBridge)
    #expect(house.replies == [.forgotten])
  }

  @Test func aSweepThatSawTheLastEntriesOfAForgottenOwnerWritesNoSecondReceipt() throws {
    let house = try House()
    house.hold(Scene.copy(101, .photo, .erased))
    try house.tick(after: .seconds(60))
    // The sweep's look at the ledger is answered now, but the answer arrives late.
    let sweep = try #require(house.underWay.first)
    let late = house.custodians[.uploadStore]!.answer(sweep.request, at: house.script.now)
    try house.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .failed), from: .astriaBridge)
    for _ in 0..<6 { try house.deliver(house.underWay.count - 1) }
    #expect(house.replies == [.erasure(complete: true, remaining: 0)])
    try house.ask(.forget(owners: [Scene.id(1)]), from: .astriaBridge)
    try house.script.answer(late, sweep.ticket)
    #expect(house.script.effects.isEmpty)
    try house.settle()
    #expect(try house.script.book().count == 1)
    #expect(try house.script.read { try $0.count("SELECT COUNT(*) FROM owned") } == 0)
  }

  /// A house in which photos 101… of owner 1 were erased.
  private func written(_ count: Int) throws -> House {
    let house = try House()
    for number in 101..<(101 + count) { house.hold(Scene.copy(number)) }
    try house.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .failed), from: .astriaBridge)
    try house.settle()
    return house
  }

  private func checkpoint(_ house: House) throws -> Checkpoint {
    try house.ask(.book(from: 1), from: .janitor)
    guard case .book(_, _, let checkpoint)? = house.replies.first else { throw Refusal(.internal, "no book came") }
    return checkpoint
  }

  /// Written anew from there on and signed with the right key.
  private func rewritten(_ book: [Receipt], from number: Int) throws -> [Receipt] {
    var book = book
    for place in (number - 1)..<book.count {
      book[place].reason = .orphan
      book[place].previous = book[place - 1].hash
      book[place].hash = ReceiptBook.hash(of: book[place])
      book[place].signature = Hex.encode(try Scene.signing.sign(Hex.decode(book[place].hash)!))
    }
    return book
  }

  private func everyText(_ house: House) throws -> [String] {
    let columns = [
      "data_key": ["photosession", "class"], "errand": ["id", "owner", "state"], "erasure_asker": ["owner"],
      "receipt": ["commitment", "previous", "hash", "contract_digest"], "owned": ["copy", "owner"],
      "custodian": ["name"],
    ]
    return try columns.flatMap { table, names in
      try house.script.read { database in
        try database.rows("SELECT * FROM \(table)").flatMap { row in
          try names.compactMap { try row.ifPresent($0, row.text) }
        }
      }
    }
  }
}
