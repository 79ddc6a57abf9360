import Foundation
import Shared
import Testing

@testable import janitor

/// The book from day to day: its tree, its checkpoints and where they are filed, and its oldest receipts' end.
@Suite(.timeLimit(.minutes(1)))
struct BookLifeTests {
  @Test func theFirstTickOfADayMakesACheckpointAndNoOtherDoes() throws {
    let house = try House()
    #expect(try checkpoints(house).map(\.size) == [0])
    try erase(3, in: house)
    for _ in 0..<20 { try house.tick(after: .seconds(1800)) }
    #expect(try checkpoints(house).map(\.size) == [0])
    try house.tick(after: .seconds(7200))
    #expect(try checkpoints(house).map(\.size) == [0, 3])
    #expect(BookVerification.flaw(in: try house.script.book(), checkpoints: try checkpoints(house)) == nil)
  }

  @Test func aCheckpointAskedForIsKeptAndFiled() throws {
    let house = try House()
    try erase(2, in: house)
    house.filed = []
    try house.ask(.checkpoint, from: .janitor)
    guard case .checkpoint(let checkpoint)? = house.replies.first else { return #expect(Bool(false)) }
    #expect(checkpoint.size == 2 && checkpoint.key == Scene.signing.publicKey)
    #expect(house.filed == [checkpoint])
    #expect(try checkpoints(house).last == checkpoint)
  }

  @Test func whatCouldNotBeFiledIsTriedAgainAndOneAfterTheOther() throws {
    let script = try Scene.script()
    try script.feed(.started)
    let first = try #require(filed(script).first)
    script.now = script.now + .seconds(1)
    try script.ask(.checkpoint)
    #expect(filed(script).isEmpty, "the first is still under way")
    try script.feed(.outcome(.filed(first.madeAt, isDone: false)))
    #expect(filed(script).isEmpty)
    try script.feed(.ticked)
    #expect(filed(script) == [first])
    try script.feed(.outcome(.filed(first.madeAt, isDone: true)))
    let second = try #require(filed(script).first)
    #expect(second.madeAt == script.now)
    // The process is killed; whether it was written is not known.
    try script.feed(.started)
    #expect(filed(script) == [second])
    try script.feed(.outcome(.filed(second.madeAt, isDone: true)))
    try script.feed(.ticked)
    #expect(filed(script).isEmpty)
  }

  @Test func filesAreWrittenAndTheLatestIsTheLatest() async throws {
    let path = FileManager.default.temporaryDirectory.appending(
      path: "checkpoints-\(Hex.encode(Randomness.system.bytes(16)))"
    ).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = CheckpointFolder(path, keptElsewhere: "kept elsewhere")
    #expect(try await folder.kept() == ["kept elsewhere"])
    for size in [1, 2] {
      try await folder.file(Checkpoint(note: "log\n\(size)\nroot\n", key: "", madeAt: Scene.start))
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: path).sorted() == ["2026-11-24-1", "2026-11-24-2", "latest"])
    #expect(try String(contentsOfFile: "\(path)/latest", encoding: .utf8) == "log\n2\nroot\n")
    #expect(try String(contentsOfFile: "\(path)/2026-11-24-1", encoding: .utf8) == "log\n1\nroot\n")
    #expect(try await folder.kept() == ["kept elsewhere", "log\n2\nroot\n"])
    let nowhere = CheckpointFolder("\(path)/latest/checkpoints")
    await #expect(throws: Refusal.self) {
      try await nowhere.file(Checkpoint(note: "", key: "", madeAt: Scene.start))
    }
  }

  /// It might be the one that says that the book was restored: nobody may go on as if there were none.
  @Test func aFiledCheckpointThatCannotBeReadIsNotTakenForNone() async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "unreadable-\(UInt64.random(in: 0 ... .max))")
      .path
    try FileManager.default.createDirectory(atPath: "\(path)/latest", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = CheckpointFolder(path)
    let refusal = await #expect(throws: Refusal.self) { try await folder.kept() }
    #expect(refusal?.detail.contains("\(path)/latest cannot be read") ?? false)
  }

  @Test func anOlderCheckpointIsShownToBeContinuedWithoutTheBook() throws {
    let house = try House()
    try erase(3, in: house)
    let old = try #require(try asked(house))
    try erase(4, in: house)
    try house.ask(.consistency(from: 3), from: .janitor)
    guard case .consistency(let newest, let proof)? = house.replies.first else { return #expect(Bool(false)) }
    let verification = try BookVerification(publicKey: Scene.signing.publicKey)
    try verification.check(old.note, within: newest.note, proof: proof)
    // Of a book that was rewritten: its checkpoint is as well signed.
    let head = TreeHead(origin: SigningKey.defaultName, size: 3, root: .leaf([1]))
    let other = try Scene.signing.note(head.description).description
    #expect(throws: BookVerification.Flaw.self) { try verification.check(other, within: newest.note, proof: proof) }
    try house.ask(.consistency(from: 8), from: .janitor)
    #expect(house.refusals.map(\.problem) == [.invalidField])
  }

  @Test func aBookThatWasWrittenBeforeThereWasATreeIsTakenIn() throws {
    let house = try House()
    try erase(13, in: house)
    let before = try #require(try asked(house)?.note)
    try house.script.read { try $0.run("DELETE FROM merkle_node") }
    try house.crash()
    try house.settle()
    #expect(try #require(try asked(house)?.note) == before)
    #expect(try house.script.read { try $0.count("SELECT COUNT(*) FROM merkle_node") } == 13 + 6 + 3 + 1)
  }

  @Test func receiptsOlderThanTheContractLetsThemBeAreCutOffAndTheRestIsSound() throws {
    let house = try House()
    try erase(5, in: house)
    let kept = Scene.contract.row(.receipt).deadline.duration
    try house.ask(.receipts(owner: Scene.id(1)), from: .gateway)
    guard case .receipts(let owned, let theirs)? = house.replies.first else { return #expect(Bool(false)) }
    try house.tick(after: .seconds(3600))
    try erase(6, in: house)
    try house.tick(after: kept - .seconds(3601))
    #expect(try house.script.book().count == 11)
    try house.tick(after: .seconds(1))
    let book = try house.script.book()
    #expect(book.map(\.number) == Array(6...11))
    let start = try #require(try start(house))
    #expect(start.size == 5 && start.peaks.count == 2)
    let newest = try #require(try asked(house))
    #expect(BookVerification.flaw(in: book, start: start, checkpoints: [newest]) == nil)
    #expect(BookVerification.flaw(in: book, checkpoints: [newest])?.number == 6)
    // What was given out earlier still is in that book, and that book still is continued by today's.
    for receipt in owned { #expect(BookVerification.flaw(in: receipt, theirs) == nil) }
    try house.ask(.consistency(from: 5), from: .janitor)
    guard case .consistency(let today, let proof)? = house.replies.first else { return #expect(Bool(false)) }
    try BookVerification(publicKey: Scene.signing.publicKey).check(theirs.note, within: today.note, proof: proof)
    #expect(try house.script.read { try $0.count("SELECT COUNT(*) FROM owned") } == 6)
  }

  @Test func whatWasCutOffCannotBeMadeUp() throws {
    let house = try House()
    try erase(5, in: house)
    try house.tick(after: .seconds(3600))
    try erase(2, in: house)
    try house.tick(after: Scene.contract.row(.receipt).deadline.duration - .seconds(3600))
    let (book, start) = (try house.script.book(), try #require(try start(house)))
    var other = start
    other.peaks.swapAt(0, 1)
    #expect(BookVerification.flaw(in: book, start: other) != nil)
    other = start
    other.hash = String(repeating: "a", count: 64)
    #expect(BookVerification.flaw(in: book, start: other)?.number == 6)
    other = start
    other.size = 6
    #expect(BookVerification.flaw(in: book, start: other) != nil)
  }

  @Test func aBookOfWhichNothingIsLeftGoesOnWhereItWas() throws {
    let house = try House()
    try erase(3, in: house)
    try house.tick(after: Scene.contract.row(.receipt).deadline.duration)
    #expect(try house.script.book().isEmpty)
    try erase(2, in: house)
    let book = try house.script.book()
    #expect(book.map(\.number) == [4, 5])
    let newest = try #require(try asked(house))
    #expect(BookVerification.flaw(in: book, start: try start(house), checkpoints: [newest]) == nil)
  }

  // MARK: What happens

  private func erase(_ count: Int, in house: House) throws {
    let first =
      1000 + house.replies.count + (try house.script.read { try $0.count("SELECT COUNT(*) FROM merkle_node") }) * 100
    for number in first..<(first + count) { house.hold(Scene.copy(number)) }
    try house.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .failed), from: .astriaBridge)
    try house.settle()
  }

  private func asked(_ house: House) throws -> Checkpoint? {
    try house.ask(.checkpoint, from: .janitor)
    guard case .checkpoint(let checkpoint)? = house.replies.first else { return nil }
    return checkpoint
  }

  private func start(_ house: House) throws -> BookStart? {
    try house.ask(.book(from: 1), from: .janitor)
    guard case .book(_, let start, _)? = house.replies.first else { return nil }
    return start
  }

  private func checkpoints(_ house: House) throws -> [Checkpoint] {
    try house.script.read {
      try $0.rows("SELECT note, made FROM checkpoint ORDER BY made").map {
        Checkpoint(note: try $0.text("note"), key: Scene.signing.publicKey, madeAt: try $0.moment("made"))
      }
    }
  }

  private func filed(_ script: ServiceScript<Janitor>) -> [Checkpoint] {
    script.effects.compactMap { if case .file(let checkpoint) = $0 { checkpoint } else { nil } }
  }
}
