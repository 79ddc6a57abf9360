import Foundation
import Shared
import Testing

@testable import Shared
@testable import account

/// What a backup brings back of people who were erased.
@Suite(.timeLimit(.minutes(1))) struct RevivalTests {
  let account: AccountScript
  init() throws { account = try AccountScript() }

  private func start() throws -> [[Account.ID]] {
    try account.script.feed(.started)
    return account.askedAbout
  }

  @Test func whoWasErasedBeforeIsErasedOnceMore() throws {
    let (person, token) = try account.signUp()
    let (other, _) = try account.signUp(name: "Bob", email: "bob@example.com")
    let page = [person.id, other.id].sorted()
    #expect(try start() == [page])
    try account.script.feed(.outcome(.foundErased([person.id], among: page)))
    #expect(account.errands.map(\.step) == [.endingPhotosessions])
    #expect(try account.problem(.identify(token: token)) == .unauthorized)
    #expect(try !account.dump().contains(AccountScript.email))
    #expect(try account.problem(.show(account: other.id)) == nil)
    #expect(try account.script.read { try account.script.service.counts($0)["revived"] } == 1)
  }

  /// Another erasure than the first: what was answered then is not what must be answered now.
  @Test func theErasureHasANameOfItsOwn() throws {
    let (person, _) = try account.signUp()
    try account.script.ask(.erase(account: person.id))
    let first = account.errands
    try account.pass(.seconds(3600))
    let again = try AccountScript()
    _ = try again.signUp()
    again.script.now = noon + .seconds(3600)
    try again.script.ask(.erase(account: person.id))
    #expect(again.errands.map(\.account) == first.map(\.account))
    #expect(again.errands != first)
  }

  @Test func allPeopleAreAskedAboutPageByPageAndAgainLater() throws {
    let people = try (0...Owner.pageMax).map { try account.signUp(email: "p\($0)@example.com").person.id }.sorted()
    let first = Array(people.prefix(Owner.pageMax))
    #expect(try start() == [first])
    try account.script.feed(.outcome(.foundErased([], among: first)))
    #expect(account.askedAbout == [[people[Owner.pageMax]]])
    try account.script.feed(.outcome(.foundErased([], among: [people[Owner.pageMax]])))
    #expect(account.askedAbout.isEmpty)
    try account.pass(RevivalCheck.interval - .seconds(1))
    #expect(account.askedAbout.isEmpty)
    try account.pass(.seconds(1))
    #expect(account.askedAbout == [first])
  }

  @Test func withoutAnAnswerItIsAskedAgainAfterPausesThatGrow() throws {
    let (person, _) = try account.signUp()
    _ = try start()
    for pause in [1, 2, 4, 8, 16, 32, 60, 60] {
      try account.script.feed(.outcome(.notAnswered))
      try account.pass(.seconds(pause) - .milliseconds(1))
      #expect(account.askedAbout.isEmpty)
      try account.pass(.milliseconds(1))
      #expect(account.askedAbout == [[person.id]])
    }
  }

  /// The process was stopped while it was asked.
  @Test func anAnswerThatNeverComesIsAskedForAgain() throws {
    let (person, _) = try account.signUp()
    _ = try start()
    try account.pass(AccountErasure.answerMax + .seconds(1))
    #expect(account.askedAbout == [[person.id]])
  }

  @Test func aPageThatIsAnsweredTwiceDoesNotLeadBack() throws {
    let people = try (0...Owner.pageMax).map { try account.signUp(email: "p\($0)@example.com").person.id }.sorted()
    let first = Array(people.prefix(Owner.pageMax))
    _ = try start()
    try account.script.feed(.outcome(.foundErased([], among: first)))
    try account.script.feed(.outcome(.foundErased([], among: first)))
    #expect(account.askedAbout.isEmpty)
  }

  /// Only those who were asked about, and only who is here.
  @Test func nobodyElseIsErased() throws {
    let (person, _) = try account.signUp()
    _ = try start()
    let stranger = Account.ID(bytes: Array(repeating: 9, count: 16))
    try account.script.feed(.outcome(.foundErased([stranger], among: [person.id])))
    #expect(account.errands.isEmpty)
    #expect(try account.problem(.show(account: person.id)) == nil)
  }
}
