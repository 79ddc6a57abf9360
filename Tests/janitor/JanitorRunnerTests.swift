import Shared
import Testing

@testable import janitor

/// What was asked comes back as an outcome, whatever came of it.
@Suite(.timeLimit(.minutes(1)))
struct JanitorRunnerTests {
  private let runner = JanitorRunner(
    custodians: [
      .uploadStore: { (_, _) throws(Refusal) in .holdings([Scene.copy(10)], hasMore: false) },
      .astriaBridge: { (_, _) throws(Refusal) in throw Refusal(.timedOut, "Nobody answered.") },
      .account: { (_, _) throws(Refusal) in .noted },
    ], tell: { $0.isOver })
  private let ticket = Ticket(errand: Scene.id(1), round: 1)

  @Test func anAnswerAndARefusalComeBackWithTheirTicket() async {
    let query = CustodianRequest.holdings(.all())
    let answered = await runner.perform(.ask(.uploadStore, query, for: ticket)) { _ in nil }
    #expect(answered == .answered(.holdings([Scene.copy(10)], hasMore: false), for: ticket))
    let refused = await runner.perform(.ask(.astriaBridge, query, for: ticket)) { _ in nil }
    #expect(refused == .refused(Refusal(.timedOut, "Nobody answered."), for: ticket))
  }

  @Test func whoDoesNotCountIsTakenAsSayingNothing() async {
    let summary = HoldingSummary(
      copyClass: .photo, custodian: .uploadStore, copies: 1, unproven: 0, asOf: Scene.start)
    let runner = JanitorRunner(
      custodians: [
        .uploadStore: { (request, _) throws(Refusal) in request == .summary ? .summary([summary]) : .noted },
        .astriaBridge: { (_, _) throws(Refusal) in throw Refusal(.timedOut, "Nobody answered.") },
        .account: { (_, _) throws(Refusal) in .noted },
      ], tell: { _ in true })
    #expect(await runner.perform(.count(.uploadStore)) { _ in nil } == .counted([summary], .uploadStore))
    #expect(await runner.perform(.count(.astriaBridge)) { _ in nil } == .counted([], .astriaBridge))
    #expect(await runner.perform(.count(.account)) { _ in nil } == .counted([], .account))
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

  @Test func whetherSomebodyWasToldComesBack() async {
    var news = AlarmNews(id: Scene.id(3), alarm: Alarm(kind: .overdue, about: .account, since: Scene.start))
    let unheard = await runner.perform(.tell(news)) { _ in nil }
    #expect(unheard == .told(news, false))
    news.alarm.until = Scene.start
    let heard = await runner.perform(.tell(news)) { _ in nil }
    #expect(heard == .told(news, true))
  }
}
