import Foundation
import Shared
import Testing

@testable import janitor

/// A copy of the book can be carried away and checked where nobody answers.
@Suite(.timeLimit(.minutes(1)))
struct BookFileTests {
  private let path = FileManager.default.temporaryDirectory.appending(
    path: "book-\(Hex.encode(Randomness.system.bytes(16)))"
  ).path

  @Test func whatIsSavedIsReadAgainAndSound() async throws {
    defer { remove() }
    let book = try saved(3)
    let read = try BookFile(path: path)
    #expect(read.receipts == book.receipts && read.checkpoints == book.checkpoints)
    try await VerifyWord.parse([path, "--public-key", Scene.signing.publicKey]).run()
  }

  @Test func oneChangedByteEndsWithExitStatusOne() async throws {
    defer { remove() }
    _ = try saved(3)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacing("\"reason\":\"failed\"", with: "\"reason\":\"removed\"", maxReplacements: 1)
      .write(toFile: path, atomically: true, encoding: .utf8)
    #expect(BookVerification.flaw(in: try BookFile(path: path).receipts)?.number == 1)
    await #expect(throws: (any Error).self) { try await VerifyWord.parse([path, "--json"]).run() }
  }

  @Test func aLineThatIsNeitherReceiptNorCheckpointIsNamed() throws {
    defer { remove() }
    try "{}\n".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(throws: BookVerification.Flaw(sentence: "Line 1 of \(path) is neither a receipt nor a checkpoint.")) {
      try BookFile(path: path)
    }
  }

  private func saved(_ count: Int) throws -> BookFile {
    let house = try House()
    for number in 101..<(101 + count) { house.hold(Scene.copy(number)) }
    try house.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .failed), from: .astriaBridge)
    try house.settle()
    try house.ask(.book(from: 1), from: .janitor)
    guard case .book(let receipts, let checkpoint)? = house.replies.first else { throw Refusal.unfitting }
    var file = BookFile()
    (file.receipts, file.checkpoints) = (receipts, [checkpoint])
    try file.write(to: path)
    return file
  }

  private func remove() {
    do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record("\(path) was never there") }
  }
}
