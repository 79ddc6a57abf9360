import Shared
import Testing

@testable import account

@Suite(.timeLimit(.minutes(1))) struct AccessTests {
  let account: AccountScript
  init() throws { account = try AccountScript() }

  private var idleMax: Duration { account.contract.row(.accessToken).mustBeGoneBy.duration }

  @Test(arguments: ["", "no token", String(repeating: "0", count: 64)])
  func anUnknownTokenIsNobodys(_ token: String) throws {
    _ = try account.signUp()
    #expect(try account.problem(.identify(token: AccessToken(token))) == .unauthorized)
  }

  @Test func aTokenOpensItsOwnAccountOnly() throws {
    let (ann, annsToken) = try account.signUp()
    let (bob, bobsToken) = try account.signUp(name: "Bob", email: "bob@example.com")
    #expect(try account.reply(.identify(token: annsToken)) == .identified(account: ann.id, consentIsCurrent: true))
    #expect(try account.reply(.identify(token: bobsToken)) == .identified(account: bob.id, consentIsCurrent: true))
  }

  @Test func signingOutEndsOneTokenAndIsDoneAlsoTheSecondTime() throws {
    let (_, token) = try account.signUp()
    let (_, other) = try account.signUp()
    #expect(try account.reply(.signOut(token: token)) == .signedOut)
    #expect(try account.problem(.identify(token: token)) == .unauthorized)
    #expect(try account.reply(.signOut(token: token)) == .signedOut)
    #expect(try account.problem(.identify(token: other)) == nil)
  }

  @Test func anIdleTokenEndsWhenTheContractSays() throws {
    let (_, token) = try account.signUp()
    account.script.now = noon + idleMax
    #expect(try account.problem(.identify(token: token)) == .unauthorized)
    try account.script.feed(.ticked)
    #expect(try account.script.service.counts(account)["accessTokens"] == 0)
  }

  @Test func aTokenInUseGoesOn() throws {
    let (_, token) = try account.signUp()
    for _ in 1...4 {
      try account.pass(idleMax / 2)
      #expect(try account.problem(.identify(token: token)) == nil)
    }
  }

  @Test func lastUseIsKnownToTheDayOnly() throws {
    let (_, token) = try account.signUp()
    let atNoon = try account.dump()
    account.script.now = noon + .seconds(3600)
    _ = try account.reply(.identify(token: token))
    #expect(try account.dump() == atNoon)
    #expect(atNoon.contains(" \(Moment("2026-11-24T00:00:00Z")!.milliseconds)"))
  }

  @Test func aNewPolicyNeedsANewConsent() throws {
    let (person, token) = try account.signUp()
    try account.script.read { try $0.run("UPDATE person SET policy_version = 0") }
    #expect(try account.reply(.identify(token: token)) == .identified(account: person.id, consentIsCurrent: false))
    #expect(try account.problem(.consent(account: person.id, policyVersion: 0)) == .consentOutdated)

    account.script.now = noon + .seconds(60)
    let agreed = try account.reply(.consent(account: person.id, policyVersion: account.contract.version))
    var expected = person
    expected.consentedAt = noon + .seconds(60)
    #expect(agreed == .account(expected))
    #expect(try account.reply(.identify(token: token)) == .identified(account: person.id, consentIsCurrent: true))
  }

  @Test func anAccountThatIsNotThereIsNotFound() throws {
    let nobody = Account.ID(bytes: Array(repeating: 7, count: 16))
    #expect(try account.problem(.show(account: nobody)) == .notFound)
    #expect(try account.problem(.consent(account: nobody, policyVersion: account.contract.version)) == .notFound)
    #expect(try account.problem(.erase(account: nobody)) == .notFound)
  }

  @Test func allAccountsAreListedPageByPage() throws {
    let made = try (0..<60).map { try account.signUp(name: "Person \($0)").person.id }.sorted()
    var listed: [Account.ID] = []
    var after: Account.ID?
    repeat {
      guard case .accounts(let page, let next) = try account.reply(.list(after: after)) else { return }
      listed += page.map(\.id)
      after = next
    } while after != nil
    #expect(listed == made)
  }

  @Test func onlyTheGatewayAsksForPeopleAndOnlyTheJanitorForCopies() {
    #expect(AccountRequest.identify(token: AccessToken("")).callers == [.gateway])
    #expect(AccountRequest.list(after: nil).callers == [])
    #expect(AccountRequest.custodian(.holdings(.all())).callers == [.janitor])
  }
}

extension AccountService {
  func counts(_ account: AccountScript) throws -> [String: Int] { try account.script.read { try counts($0) } }
}
