import Shared
import Testing

@testable import account

@Suite(.timeLimit(.minutes(1))) struct CustodianTests {
  let account: AccountScript
  let person: AccountView
  private var copy: Copy.ID { Copy.ID(person.id) }

  init() throws {
    account = try AccountScript()
    person = try account.signUp().person
  }

  @Test func anAccountThatNobodyAskedToEraseIsNotDue() throws {
    #expect(try account.holdings() == [])
    #expect(try account.holdings(.due(by: noon + .seconds(1_000_000_000))) == [])
  }

  @Test func theLedgerShowsAnErasureUntilItsReceipt() throws {
    account.script.now = noon + .seconds(10)
    try account.script.ask(.erase(account: person.id))
    let asked = noon + .seconds(10)
    let row = account.contract.row(.account)
    let expected = Copy(
      id: copy, owner: Owner.ID(person.id), copyClass: .account, custodian: .account, state: .erased, receivedAt: noon,
      mustBeGoneBy: asked + row.mustBeGoneBy.duration, deadline: asked + row.deadline.duration, erasedAt: asked,
      reason: .accountErasure)
    #expect(try account.holdings() == [expected])
    #expect(try account.holdings(.due(by: asked)) == [expected])
    #expect(try account.holdings(.owned(by: Owner.ID(person.id))) == [expected])
    #expect(try account.holdings(.owned(by: Owner.ID(bytes: Array(repeating: 1, count: 16)))) == [])
    for query in [HoldingsQuery.all(), .owned(by: Owner.ID(person.id)), .due(by: asked)] {
      #expect(try account.holdings(#require(query.following(expected))) == [])
    }

    #expect(try account.custodian(.receipted(copies: [copy])) == .noted)
    #expect(try account.holdings() == [])
  }

  @Test func whatWasDeletedIsAnsweredAsErasedAndReadsBackAsGone() throws {
    try account.script.ask(.erase(account: person.id))
    let unknown = Copy.ID(bytes: Array(repeating: 9, count: 16))
    account.script.now = noon + .seconds(5)
    let erased = try account.custodian(.erase(copies: [copy, unknown], reason: .accountErasure))
    let now = noon + .seconds(5)
    #expect(erased == .erased([.init(copy: copy, erasedAt: noon), .init(copy: unknown, erasedAt: now)]))
    let readBack = try account.custodian(.readBack(copies: [copy, unknown]))
    #expect(readBack == .readBack([.init(copy: copy, finding: .gone), .init(copy: unknown, finding: .gone)]))
  }

  @Test func theJanitorAloneErasesNobody() throws {
    let erased = try account.custodian(.erase(copies: [copy], reason: .expired))
    #expect(erased == .erased([.init(copy: copy, erasedAt: nil)]))
    let readBack = try account.custodian(.readBack(copies: [copy]))
    #expect(readBack == .readBack([.init(copy: copy, finding: .readable)]))
    #expect(try account.reply(.show(account: person.id)) == .account(person))
  }

  @Test func aLongLedgerComesPageByPage() throws {
    let people = try (0..<HoldingsQuery.pageMax + 20).map { try account.signUp(name: "Person \($0)").person.id }
    for person in people { try account.script.ask(.erase(account: person)) }
    for kind in [HoldingsQuery.all(), .due(by: noon)] {
      guard case .holdings(let first, hasMore: true) = try account.custodian(.holdings(kind)), let last = first.last,
        let next = kind.following(last),
        case .holdings(let second, hasMore: false) = try account.custodian(.holdings(next))
      else { return #expect(Bool(false), "not two pages") }
      #expect((first + second).map(\.id) == people.map { Copy.ID($0) }.sorted())
    }
  }
}
