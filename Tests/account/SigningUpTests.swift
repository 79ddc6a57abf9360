import Shared
import Testing

@testable import account

@Suite(.timeLimit(.minutes(1))) struct SigningUpTests {
  let account: AccountScript
  init() throws { account = try AccountScript() }

  @Test func whoSignsUpIsKnownByTheirTokenFromThenOn() throws {
    let (person, token) = try account.signUp()
    #expect(person.name.revealed == AccountScript.name)
    #expect(person.adultStatedAt == noon)
    #expect(person.consentedAt == noon)
    #expect(Hex.decode(token.revealed)?.count == 32)
    #expect(try account.reply(.identify(token: token)) == .identified(account: person.id, consentIsCurrent: true))
    #expect(try account.reply(.show(account: person.id)) == .account(person))
  }

  @Test func onlyTheTokensDigestIsStored() throws {
    let (_, token) = try account.signUp()
    #expect(try account.dump().contains("access_token"))
    #expect(try !account.dump().contains(token.revealed))
  }

  @Test func theSameAddressMakesAnotherAccountSoThatNobodyLearnsWhoIsKnown() throws {
    let (first, firstToken) = try account.signUp()
    let (second, secondToken) = try account.signUp()
    #expect(first.id != second.id)
    #expect(firstToken != secondToken)
  }

  @Test(arguments: ["", "   ", "two\nlines", "bell\u{7}", "line\u{2028}separator", String(repeating: "x", count: 101)])
  func aNameIsSomethingThatCanBeShown(_ name: String) throws {
    try expectNothingStored(.invalidField, name: name)
  }

  @Test func aCharacterOfThousandsOfBytesIsNoName() throws {
    try expectNothingStored(.invalidField, name: "a" + String(repeating: "\u{301}", count: 2000))
  }

  @Test(arguments: ["Ö", "Ngũgĩ wa Thiong'o", "李小龍", "👩🏽‍🚀 Mae", String(repeating: "x", count: 100)])
  func aNameMayBeInAnyScript(_ name: String) throws {
    #expect(try account.signUp(name: name).person.name.revealed == name)
  }

  @Test(
    arguments: [
      "", "ann", "@", "ann@", "@example.com", "a@b@c", "a nn@example.com", "ann@example.com\n", "a\u{0}@b",
      "ann@" + String(repeating: "x", count: 251),
    ]) func anAddressIsOneThatMailCanHave(_ email: String) throws
  {
    try expectNothingStored(.invalidField, email: email)
  }

  @Test func consentToAnotherVersionIsNoConsent() throws {
    for version in [account.contract.version - 1, account.contract.version + 1] {
      try expectNothingStored(.consentOutdated, policyVersion: version)
    }
  }

  @Test func aRefusalDoesNotRepeatWhatWasTyped() throws {
    _ = try account.problem(.create(name: Personal("Eve\nEvil"), email: Personal("x"), policyVersion: 1))
    let detail = try #require(account.script.refusals.first?.detail)
    #expect(!detail.contains("Eve"))
  }

  private func expectNothingStored(
    _ problem: Problem, name: String = AccountScript.name, email: String = AccountScript.email,
    policyVersion: Int? = nil
  ) throws {
    let before = try account.dump()
    let version = policyVersion ?? account.contract.version
    let request = AccountRequest.create(name: Personal(name), email: Personal(email), policyVersion: version)
    #expect(try account.problem(request) == problem)
    #expect(try account.dump() == before)
  }
}
