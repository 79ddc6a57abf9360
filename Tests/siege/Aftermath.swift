import Foundation
import TestSupport
import Testing

@testable import Harness
@testable import Shared

/// What is left after a siege: receipts, and no face.
struct Aftermath {
  let deployment: Deployment
  let lengths: Lengths
  let isKilling: Bool
  let subjects: [Subject]
  /// All copies that were seen in ledgers, and whose they are.
  let seen: [Copy.ID: Owner.ID]

  func judge() async throws {
    try await theLedgersAreEmpty()
    let book = try await book()
    try await theDeadlineHasPassed(book)
    try await noFaceIsLeft()
    try await everyCopyHasOneReceipt()
    judge(book)
    try await noPersonIsLeft()
    let verified = try await deployment.command(.janitor, "verify")
    #expect(verified.status == 0, "\(verified.output)")
  }

  private func theLedgersAreEmpty() async throws {
    try await Eventually.holds("all ledgers are empty", within: .seconds(60)) {
      let holdings = try await deployment.command(.janitor, "holdings", "--json")
      return holdings.status == 0 && !holdings.output.contains("\"owner\"")
    }
  }

  private func book() async throws -> [Receipt] {
    struct Book: Decodable { var receipts: [Receipt] }
    let listed = try await deployment.command(.janitor, "receipts", "--json")
    guard listed.status == 0 else { throw InVain(listed.output) }
    return try JSON.decode(Book.self, Array(listed.output.utf8)).receipts
  }

  /// Of the very last copy: what is looked at then is looked at after all deadlines.
  private func theDeadlineHasPassed(_ book: [Receipt]) async throws {
    guard let last = book.filter(\.copyClass.isFaceData).map(\.dueAt).max() else { throw InVain("the book is empty") }
    let deadline = last + lengths.allowance
    try await Eventually.holds("the last deadline has passed", within: .seconds(lengths.deadline + 10)) {
      WallClock.system.now() > deadline
    }
  }

  private func noFaceIsLeft() async throws {
    // Name and address of those who still have an account lie with account, by right.
    let found = try Scan.find(["canary": Array(PlantedPhoto.canary.utf8)], in: "\(deployment.folder)/data")
    #expect(found.filter { !$0.file.hasPrefix("account/") }.isEmpty)
    #expect(try Scan.find(["canary": Array(PlantedPhoto.canary.utf8)], in: "\(deployment.folder)/logs").isEmpty)
    let store = "\(deployment.folder)/data/upload-store"
    let objects = try FileManager.default.subpathsOfDirectory(atPath: store).filter {
      let type = try FileManager.default.attributesOfItem(atPath: "\(store)/\($0)")[.type] as? FileAttributeType
      return !$0.contains("sqlite") && type == .typeRegular
    }
    #expect(objects.isEmpty)
    let astria = try await deployment.sandboxState()
    #expect(astria.tunesCreated > 0)
    #expect(astria.tunesAlive == 0 && astria.promptsAlive == 0 && astria.filesAlive == 0)
    let status = try await deployment.command(.janitor, "status", "--json")
    #expect(try JSON.decode([String: Int].self, Array(status.output.utf8))["keys"] == 0)
  }

  /// Of all who can still be asked.
  private func everyCopyHasOneReceipt() async throws {
    for subject in subjects where !subject.ending.erasesAccount {
      let receipts = try await subject.receipts()
      let copies = receipts.map(\.copy)
      #expect(Set(copies).count == copies.count, "\(subject.ending): a copy has two receipts")
      let mine = seen.filter { $0.value.text == subject.photosession }.map(\.key.text)
      let unreceipted = Set(mine + subject.photos + subject.avatars).subtracting(copies)
      #expect(unreceipted.isEmpty, "\(subject.ending): copies without a receipt")
    }
  }

  private func judge(_ book: [Receipt]) {
    #expect(Set(book.map(\.commitment)).count == book.count)
    let late = book.filter { $0.copyClass.isFaceData && $0.readBackAt > $0.dueAt + lengths.allowance }
    #expect(late.isEmpty, "gone after their deadlines: \(late.map { "\($0.copyClass.rawValue) \($0.number)" })")
    func count(_ copyClass: CopyClass) -> Int { book.count { $0.copyClass == copyClass } }
    let photos = subjects.reduce(0) { $0 + $1.photos.count }
    // A photo whose answer was lost, with the process, may have been written down and never acknowledged.
    let most = isKilling ? .max : photos + subjects.reduce(0) { $0 + $1.pieces }
    #expect((photos...most).contains(count(.photo)))
    #expect(count(.avatar) >= subjects.reduce(0) { $0 + $1.avatars.count })
    #expect(count(.account) == subjects.count { $0.ending.erasesAccount })
    #expect(book.count >= seen.count, "more copies were seen than there are receipts")
  }

  /// The others leave too.
  private func noPersonIsLeft() async throws {
    for subject in subjects where !subject.ending.erasesAccount { try await subject.eraseAccount() }
    try await Eventually.holds("all accounts are erased", within: .seconds(60)) {
      let status = try await deployment.command(.account, "status", "--json")
      let counts = try JSON.decode([String: Int].self, Array(status.output.utf8))
      return counts["accounts"] == 0 && counts["erasing"] == 0
    }
    let found = try Scan.find(["canary": Array(PlantedPhoto.canary.utf8)], in: "\(deployment.folder)/data")
    #expect(found.isEmpty)
  }
}
