import Foundation
import Shared
import Testing

@testable import janitor

/// A copy of the book can be carried away and checked where nobody answers; whatever was done to it is named.
@Suite(.timeLimit(.minutes(3)))
struct BookFileTests {
  private let path = FileManager.default.temporaryDirectory.appending(
    path: "book-\(Hex.encode(Randomness.system.bytes(16)))"
  ).path

  @Test func whatIsSavedIsReadAgainAndSound() async throws {
    defer { remove() }
    let book = try saved(3)
    let read = try BookFile(path: path)
    #expect(read.receipts == book.receipts && read.ends == book.ends)
    #expect(try flaw() == nil)
    try await VerifyWord.parse([path, "--public-key", Scene.signing.publicKey]).run()
  }

  @Test func anyChangedByteIsFoundAndItsEntryNamed() throws {
    defer { remove() }
    _ = try saved(3)
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    var line = 1
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 1
      try Data(changed).write(to: URL(fileURLWithPath: path))
      let flaw = try flaw()
      // A line feed that is none makes one line of two.
      let isNamed = flaw.map { $0.number == line || ($0.number == nil && (line > 3 || bytes[place] == 10)) } ?? false
      #expect(isNamed, "byte \(place) of line \(line): \(flaw?.sentence ?? "nothing was found")")
      if bytes[place] == UInt8(ascii: "\n") { line += 1 }
    }
    #expect(line == 5)
  }

  @Test func aRemovedEntryIsNamedAndSoAreAMovedOneAndAMissingEnd() throws {
    defer { remove() }
    _ = try saved(5)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    #expect(try flaw(lines[0...1] + lines[3...5])?.number == 4)
    #expect(try flaw(lines[1...5])?.number == 2)
    #expect(try flaw([lines[0], lines[2], lines[1]] + lines[3...5])?.number == 3)
    #expect(try flaw(lines[0...2] + lines[5...5])?.number == 4)
    let withoutEnd = try flaw(lines[0...4])?.sentence
    #expect(withoutEnd == "This book has no checkpoint: whether its end is there cannot be told.")
  }

  @Test func aRewrittenTailIsNamedByWhoKeptACheckpointAndExactlyByWhoKeptACopy() throws {
    defer { remove() }
    let house = try house(5)
    let old = try exported(house)
    var book = old
    for place in 3..<5 {
      book.receipts[place].reason = .orphan
      book.receipts[place].previous = book.receipts[place - 1].hash
      book.receipts[place].hash = ReceiptBook.hash(of: book.receipts[place])
      book.receipts[place].signature = Hex.encode(try Scene.signing.sign(Hex.decode(book.receipts[place].hash)!))
    }
    var frontier = MerkleFrontier()
    for receipt in book.receipts { frontier.append(ReceiptBook.leaf(of: receipt)) }
    let head = TreeHead(origin: SigningKey.defaultName, size: 5, root: frontier.root)
    book.ends[0].checkpoint = try Scene.signing.note(head.description).description
    try book.write(to: path)
    #expect(try flaw() == nil, "in itself it is sound")
    try Data(old.ends[0].checkpoint.utf8).write(to: URL(fileURLWithPath: path + ".old"))
    #expect(try flaw(keeping: path + ".old")?.number == 5)
    try old.write(to: path + ".old")
    #expect(try flaw(keeping: path + ".old")?.number == 4)
    try FileManager.default.removeItem(atPath: path + ".old")
  }

  @Test func oneChangedByteEndsWithExitStatusOne() async throws {
    defer { remove() }
    _ = try saved(3)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacing("\"reason\":\"failed\"", with: "\"reason\":\"removed\"", maxReplacements: 1)
      .write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try flaw()?.number == 1)
    await #expect(throws: (any Error).self) { try await VerifyWord.parse([path, "--json"]).run() }
  }

  @Test func aLineThatIsNeitherReceiptNorCheckpointIsNamed() throws {
    defer { remove() }
    try "{}\n".write(toFile: path, atomically: true, encoding: .utf8)
    let sentence = "Line 1 of \(path) is neither a receipt nor a checkpoint as the janitor writes them."
    #expect(throws: BookVerification.Flaw(number: 1, sentence: sentence)) { try BookFile(path: path) }
  }

  // MARK: Making and checking

  private func flaw(_ lines: some Sequence<String>) throws -> BookVerification.Flaw? {
    try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: URL(fileURLWithPath: path))
    return try flaw()
  }

  /// As the command finds it.
  private func flaw(keeping old: String? = nil) throws -> BookVerification.Flaw? {
    do {
      let kept = try [old].compactMap { $0 }.map(KeptCheckpoint.init)
      let verification = try BookVerification(publicKey: Scene.signing.publicKey)
      _ = try VerifyWord.check(BookFile(path: path), kept, verification)
      return nil
    } catch let flaw as BookVerification.Flaw {
      return flaw
    } catch let refusal as Refusal {
      // What is no UTF-8 cannot be read at all.
      Issue.record("\(refusal)")
      return nil
    }
  }

  private func saved(_ count: Int) throws -> BookFile {
    let file = try exported(try house(count))
    try file.write(to: path)
    return file
  }

  private func house(_ count: Int) throws -> House {
    let house = try House()
    for number in 101..<(101 + count) { house.hold(Scene.copy(number)) }
    try house.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .failed), from: .astriaBridge)
    try house.settle()
    return house
  }

  private func exported(_ house: House) throws -> BookFile {
    try house.ask(.book(from: 1), from: .janitor)
    guard case .book(let receipts, let start, let checkpoint)? = house.replies.first else { throw Refusal.unfitting }
    var file = BookFile()
    (file.start, file.receipts) = (start, receipts)
    file.ends = [.init(checkpoint: checkpoint.note, key: checkpoint.key)]
    return file
  }

  private func remove() {
    do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record("\(path) was never there") }
  }
}
