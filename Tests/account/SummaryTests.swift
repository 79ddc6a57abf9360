import Shared
import Testing

@testable import account

/// What the janitor is told of all accounts together.
@Suite(.timeLimit(.minutes(1))) struct SummaryTests {
  @Test func accountsAreCountedAndThoseErasedUntilTheirReceipt() throws {
    let account = try AccountScript()
    let person = try account.signUp().person
    func summary(_ copies: Int, _ unproven: Int) -> CustodianReply {
      .summary([
        HoldingSummary(
          copyClass: .account, custodian: .account, copies: copies, unproven: unproven, asOf: account.script.now)
      ])
    }
    #expect(try account.custodian(.summary) == summary(1, 0))
    try account.script.ask(.erase(account: person.id))
    #expect(try account.custodian(.summary) == summary(0, 1))
    _ = try account.custodian(.receipted(copies: [Copy.ID(person.id)]))
    #expect(try account.custodian(.summary) == summary(0, 0))
  }
}
