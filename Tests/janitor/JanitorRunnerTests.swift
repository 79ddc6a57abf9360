import Shared
import Testing

@testable import janitor

/// What was asked comes back as an outcome, whatever came of it.
@Suite(.timeLimit(.minutes(1)))
struct JanitorRunnerTests {
  private let runner = JanitorRunner(
    custodians: [
      .uploadStore: { (_, _) throws(Refusal) in .holdings([Scene.copy(10)], next: nil) },
      .astriaBridge: { (_, _) throws(Refusal) in throw Refusal(.timedOut, "Nobody answered.") },
      .account: { (_, _) throws(Refusal) in .noted },
    ], tell: { $0.isOver })
  private let ticket = Ticket(errand: Scene.id(1), round: 1)

  @Test func anAnswerAndARefusalComeBackWithTheirTicket() async {
    let query = CustodianRequest.holdings(HoldingsQuery())
    let answered = await runner.perform(.ask(.uploadStore, query, for: ticket)) { _ in nil }
    #expect(answered == .answered(.holdings([Scene.copy(10)], next: nil), for: ticket))
    let refused = await runner.perform(.ask(.astriaBridge, query, for: ticket)) { _ in nil }
    #expect(refused == .refused(Refusal(.timedOut, "Nobody answered."), for: ticket))
  }

  @Test func aLookTellsOfEachCustodianWhetherItAnswered() async {
    let look = Look.everything(after: nil)
    let looked = await runner.perform(.look(look, for: Scene.id(2))) { _ in nil }
    let pages = [
      LedgerPage(custodian: .account), LedgerPage(custodian: .astriaBridge),
      LedgerPage(custodian: .uploadStore, copies: [Scene.copy(10)]),
    ]
    #expect(looked == .looked(pages, look, for: Scene.id(2)))
  }
}
