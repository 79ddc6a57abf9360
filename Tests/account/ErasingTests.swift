import Foundation
import Shared
import Testing

@testable import account

@Suite(.timeLimit(.minutes(1))) struct ErasingTests {
  let account: AccountScript
  init() throws { account = try AccountScript() }

  private func errand(_ account: Account.ID, _ step: AccountErasure.Step) -> AccountErasure.Errand {
    AccountErasure.Errand(account: account, step: step, askedAt: noon)
  }

  @Test func anErasureEndsWithNothingLeft() throws {
    let empty = try account.dump()
    let (person, token) = try account.signUp()
    #expect(try account.reply(.erase(account: person.id)) == .erasing(account: person.id))
    #expect(account.errands == [errand(person.id, .endingPhotosessions)])
    #expect(try account.problem(.identify(token: token)) == .unauthorized)

    let second = try account.report(errand(person.id, .endingPhotosessions))
    #expect(second == [errand(person.id, .writingReceipt)])
    try account.beReceipted(person.id)
    let third = try account.report(errand(person.id, .writingReceipt))
    #expect(third == [errand(person.id, .forgettingReceipt)])
    #expect(try account.report(errand(person.id, .forgettingReceipt)) == [])

    #expect(try account.dump() == empty)
    #expect(try account.problem(.show(account: person.id)) == .notFound)
    #expect(try account.problem(.erase(account: person.id)) == .notFound)
  }

  @Test func nothingPersonalIsLeftFromTheMomentOfAsking() throws {
    let (person, token) = try account.signUp()
    _ = try account.signUp(name: "Bob", email: "bob@example.com")
    try account.script.ask(.erase(account: person.id))
    let dump = try account.dump()
    for canary in [AccountScript.name, AccountScript.email, token.revealed] { #expect(!dump.contains(canary)) }
    #expect(dump.contains("bob@example.com"))
    #expect(try account.problem(.show(account: person.id)) == .conflict)
    #expect(try account.problem(.consent(account: person.id, policyVersion: account.contract.version)) == .conflict)
    #expect(try account.reply(.list(after: nil)).kind == "accounts")
  }

  @Test func nothingPersonalIsLeftInTheFilesEither() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mayfly-account-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
    let account = try AccountScript(path: folder.appendingPathComponent("account.sqlite").path)
    let (person, _) = try account.signUp()
    #expect(try holds(folder, AccountScript.email))

    try account.script.ask(.erase(account: person.id))
    for canary in [AccountScript.name, AccountScript.email] { #expect(try !holds(folder, canary)) }
    try account.beReceipted(person.id)
    for step in [AccountErasure.Step.endingPhotosessions, .writingReceipt, .forgettingReceipt] {
      try account.report(errand(person.id, step))
    }
    #expect(try !holds(folder, person.id.text))
  }

  private func holds(_ folder: URL, _ text: String) throws -> Bool {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .contains { try Data(contentsOf: $0).range(of: Data(text.utf8)) != nil }
  }

  @Test func askingTwiceIsOneErasure() throws {
    let (person, _) = try account.signUp()
    try account.script.ask(.erase(account: person.id))
    #expect(try account.reply(.erase(account: person.id)) == .erasing(account: person.id))
    #expect(account.errands == [])
    #expect(try account.holdings().count == 1)
  }

  @Test func whatIsNotDoneYetIsAskedForAgainAfterAPause() throws {
    let (person, _) = try account.signUp()
    try account.script.ask(.erase(account: person.id))
    let first = errand(person.id, .endingPhotosessions)
    #expect(try account.report(first, isDone: false) == [])
    try account.pass(.milliseconds(500))
    #expect(account.errands == [])
    try account.pass(.milliseconds(500))
    #expect(account.errands == [first])
  }

  @Test func afterACrashAtAnyStepTheErasureGoesOnFromThere() throws {
    let steps: [AccountErasure.Step] = [.endingPhotosessions, .writingReceipt, .forgettingReceipt]
    let (person, _) = try account.signUp()
    try account.script.ask(.erase(account: person.id))
    for step in steps {
      try account.script.feed(.started)
      #expect(account.errands == [errand(person.id, step)])
      try account.report(errand(person.id, step))
      // The errand that was under way at the crash reports as well.
      #expect(try account.report(errand(person.id, step)) == [])
    }
    try account.script.feed(.started)
    #expect(account.errands == [])
    let left = try account.script.service.counts(account)
    #expect(left == ["accounts": 0, "accessTokens": 0, "erasing": 0, "revived": 0])
  }

  @Test func erasingOneDoesNotTouchAnother() throws {
    let (ann, _) = try account.signUp()
    let (bob, bobsToken) = try account.signUp(name: "Bob", email: "bob@example.com")
    try account.script.ask(.erase(account: ann.id))
    try account.beReceipted(ann.id)
    #expect(try account.reply(.show(account: bob.id)) == .account(bob))
    #expect(try account.reply(.identify(token: bobsToken)) == .identified(account: bob.id, consentIsCurrent: true))
  }
}
