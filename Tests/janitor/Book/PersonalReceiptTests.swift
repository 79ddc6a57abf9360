import Foundation
import Shared
import Testing

@testable import janitor

/// A person's receipt shows by itself that it is theirs and in the book, which need not be shown for it.
@Suite(.timeLimit(.minutes(1)))
struct PersonalReceiptTests {
  private let house: House
  private let owned: [OwnedReceipt]
  private let checkpoint: Checkpoint

  init() throws {
    house = try House()
    for number in 101...107 { house.hold(Scene.copy(number, of: Scene.id(number.isMultiple(of: 2) ? 2 : 1))) }
    for owner in 1...2 {
      try house.ask(.erase(owner: Scene.id(owner), classes: [.photo], reason: .failed), from: .astriaBridge)
      try house.settle()
    }
    try house.ask(.receipts(owner: Scene.id(2)), from: .gateway)
    guard case .receipts(let owned, let checkpoint)? = house.replies.first else { throw Refusal.unfitting }
    (self.owned, self.checkpoint) = (owned, checkpoint)
  }

  @Test func itIsSoundWithoutTheBook() {
    #expect(owned.map(\.copy) == [102, 104, 106].map { Scene.id($0) })
    #expect(checkpoint.size == 7)
    for receipt in owned { #expect(BookVerification.flaw(in: receipt, checkpoint) == nil) }
  }

  @Test(
    arguments: [
      { $0.copy = Scene.id(101) }, { $0.salt = String(repeating: "0", count: 32) }, { $0.salt = "nonsense" },
      { $0.receipt.dueAt.milliseconds += 1 }, { $0.receipt.reason = .delivered }, { $0.receipt.number += 1 },
      { $0.receipt.hash = String(repeating: "a", count: 64) }, { $0.receipt.signature = "00" },
      { $0.proof[0] = $0.proof[1] }, { $0.proof.removeLast() }, { $0.proof.append($0.proof[0]) }, { $0.proof[0] = "?" },
      { $0.receipt.previous = String(repeating: "a", count: 64) },
    ] as [@Sendable (inout OwnedReceipt) -> Void])
  func aChangedOneIsNot(change: @Sendable (inout OwnedReceipt) -> Void) {
    var receipt = owned[1]
    change(&receipt)
    #expect(BookVerification.flaw(in: receipt, checkpoint)?.number == receipt.receipt.number)
  }

  @Test func oneThatTheJanitorSignedButNeverWroteIsNot() throws {
    var forged = owned[1]
    forged.receipt.reason = .delivered
    forged.receipt.hash = ReceiptBook.hash(of: forged.receipt)
    forged.receipt.signature = Hex.encode(try Scene.signing.sign(Hex.decode(forged.receipt.hash)!))
    #expect(
      BookVerification.flaw(in: forged, checkpoint)?.sentence
        == "Receipt 6 is not in the book of this checkpoint: its proof leads elsewhere.")
  }

  @Test func laterPagesAreInTheTreeOfTheFirstAlthoughTheBookGrows() throws {
    house.hold(Scene.copy(108))
    try house.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .failed), from: .astriaBridge)
    try house.settle()
    try house.ask(.receipts(owner: Scene.id(2), from: 6, size: 7), from: .gateway)
    guard case .receipts(let later, let same)? = house.replies.first else { return #expect(Bool(false)) }
    #expect(later == Array(owned[1...]) && same.note == checkpoint.note)
    try house.ask(.receipts(owner: Scene.id(2), size: 9), from: .gateway)
    #expect(house.refusals.map(\.problem) == [.invalidField])
  }

  @Test func theCommandTakesTheFileAsItWasGivenOut() async throws {
    let path = FileManager.default.temporaryDirectory.appending(
      path: "receipts-\(Hex.encode(Randomness.system.bytes(16)))"
    ).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    struct Document: Encodable {
      var photosession = "anything"
      var receipts: [OwnedReceipt]
      var checkpoint: Checkpoint
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .prettyPrinted
    try encoder.encode(Document(receipts: owned, checkpoint: checkpoint)).write(to: URL(fileURLWithPath: path))
    try await VerifyWord.parse(["--receipt", path, "--public-key", Scene.signing.publicKey]).run()
    let other = SigningKey(DataKey(bytes: Array(repeating: 1, count: 32)))
    await #expect(throws: (any Error).self) {
      try await VerifyWord.parse(["--receipt", path, "--public-key", other.publicKey]).run()
    }
  }
}
