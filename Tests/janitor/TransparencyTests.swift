import Shared
import Testing

@testable import janitor

/// What everybody may know is true, and costs nobody anything.
@Suite(.timeLimit(.minutes(1)))
struct TransparencyTests {
  private let house: House

  init() throws { house = try House() }

  private func transparency() throws -> Transparency {
    try house.ask(.transparency, from: .gateway)
    guard case .transparency(let transparency)? = house.replies.first else { throw Refusal.fault }
    return transparency
  }

  private func held(_ copyClass: CopyClass) throws -> HoldingSummary {
    try #require(try transparency().held.first { $0.copyClass == copyClass })
  }

  private func erased(_ copyClass: CopyClass) throws -> ErasureSummary {
    try #require(try transparency().erased.first { $0.copyClass == copyClass })
  }

  /// Lets time pass until the next counting, and has it done.
  private func count(after duration: Duration = .seconds(60)) throws {
    try house.tick(after: duration)
    try house.settle()
  }

  @Test func theAnswerWaitsForNobody() throws {
    try house.ask(.transparency, from: .gateway)
    #expect(house.replies.count == 1)
    #expect(house.underWay.isEmpty)
  }

  @Test func whatIsHeldIsWhatCustodiansCounted() throws {
    house.hold(
      Scene.copy(1), Scene.copy(2, dueIn: .seconds(600)), Scene.copy(3, .photo, .erased, reason: .removed),
      Scene.copy(4, .tune))
    try house.tick(after: .seconds(60))
    try house.answerCountings()
    let now = house.script.now
    let photos = HoldingSummary(
      copyClass: .photo, custodian: .uploadStore, copies: 2, unproven: 1,
      oldest: .init(receivedAt: Scene.start, mustBeGoneBy: Scene.start + .seconds(600)), asOf: now)
    #expect(try held(.photo) == photos)
    #expect(try held(.tune).copies == 1)
    #expect(try transparency().at == now)
  }

  @Test func afterAnErasureItIsCountedAgainSoon() throws {
    house.hold(Scene.copy(1), Scene.copy(2, of: Scene.id(9)))
    try count()
    try house.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .processed), from: .astriaBridge)
    try house.settle()
    #expect(try held(.photo).copies == 2)
    try count(after: .seconds(5))
    #expect(try held(.photo).copies == 1)
    // Nothing more was erased: no further question before the next sweep.
    try house.tick(after: .seconds(30))
    #expect(house.counting.isEmpty)
  }

  @Test func whoDoesNotAnswerIsShownAsItWasCountedLast() throws {
    house.hold(Scene.copy(1))
    try count()
    let then = house.script.now
    try house.tick(after: .seconds(60))
    try house.loseCountings()
    try house.settle()
    #expect(try held(.photo).asOf == then)
    try count()
    #expect(try held(.photo).asOf == house.script.now)
  }

  @Test func aCustodianIsNotBelievedAboutAnother() throws {
    let lie = HoldingSummary(
      copyClass: .tune, custodian: .astria, copies: 0, unproven: 0, asOf: house.script.now)
    try house.feed(.outcome(.counted([lie], .uploadStore)))
    #expect(try transparency().held.isEmpty)
  }

  @Test func everyReceiptIsCountedOnTheDayOfItsReadBack() throws {
    house.hold(Scene.copy(1), Scene.copy(2))
    try house.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .processed), from: .astriaBridge)
    try house.settle()
    try house.tick(after: .seconds(86_400))
    house.hold(Scene.copy(3, .avatar))
    try house.ask(.erase(owner: Scene.id(1), classes: [.avatar], reason: .delivered), from: .astriaBridge)
    try house.settle()
    let today = Day(house.script.now)
    #expect(
      try transparency().erasuresByDay == [
        ErasuresOfDay(day: today - 1, copyClass: .photo, copies: 2),
        ErasuresOfDay(day: today, copyClass: .avatar, copies: 1),
      ])
    #expect(try transparency().receipts == 3)
  }

  @Test func theLongestStayIsMeasuredFromReceivedToReadBack() throws {
    house.hold(Scene.copy(1), Scene.copy(2, of: Scene.id(9)))
    try house.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .processed), from: .astriaBridge)
    try house.settle()
    #expect(try erased(.photo).longestStay == 0)
    house.script.now = house.script.now + .seconds(90)
    try house.ask(.erase(owner: Scene.id(9), classes: [.photo], reason: .processed), from: .astriaBridge)
    try house.settle()
    #expect(try erased(.photo).longestStay == 90_000)
  }

  @Test func afterThirtyDaysAnErasureCountsInTheSumOnly() throws {
    house.hold(Scene.copy(1))
    try house.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .processed), from: .astriaBridge)
    try house.settle()
    house.script.now = house.script.now + .seconds(29 * 86_400)
    #expect(try erased(.photo).recentCopies == 1)
    house.script.now = house.script.now + .seconds(86_400)
    let photos = try erased(.photo)
    #expect((photos.copies, photos.recentCopies) == (1, 0))
    #expect(photos.longestStay == nil)
    #expect(try transparency().erasuresByDay.isEmpty)
  }

  @Test func whatACustodianErasedByItselfBecauseTimeWasUpIsCountedAsSuch() throws {
    house.hold(
      Scene.copy(1, .photo, .erased, reason: .expired), Scene.copy(2, .photo, .erased, reason: .removed),
      Scene.copy(3, dueIn: .seconds(30)))
    try count()
    let photos = try erased(.photo)
    #expect((photos.copies, photos.onOwnClock) == (3, 1))
  }

  @Test func whatWasProvenGoneAfterItsDeadlineIsCountedAsLate() throws {
    house.hold(Scene.copy(1, dueIn: .seconds(-43_201)), Scene.copy(2, dueIn: .seconds(-43_100)))
    try count()
    #expect(try erased(.photo).copies == 2)
    #expect(try erased(.photo).late == 1)
  }

  @Test func aClosedIntakeIsSaid() throws {
    #expect(try transparency().isIntakeOpen)
    try house.script.read { try $0.run("INSERT INTO trouble (kind, since) VALUES ('key-store-failing', 0)") }
    try house.tick(after: .seconds(1))
    #expect(try !transparency().isIntakeOpen)
    #expect(try transparency().alarms.map(\.kind) == [.keyStoreFailing])
  }

  @Test func anAlarmCountsOnEachDayOnWhichItRang() throws {
    let start = house.script.now
    try house.script.read { try $0.run("INSERT INTO trouble (kind, since) VALUES ('key-store-failing', 0)") }
    try house.tick(after: .seconds(1))
    try house.script.read { try $0.run("DELETE FROM trouble") }
    try house.tick(after: .seconds(86_400))
    let days = [Day(start), Day(start) + 1]
    #expect(try transparency().alarmsByDay == days.map { AlarmsOfDay(day: $0, alarms: 1) })
    #expect(try transparency().alarms.isEmpty)
    house.script.now = start + .seconds(30 * 86_400)
    #expect(try transparency().alarmsByDay == [AlarmsOfDay(day: days[1], alarms: 1)])
  }

  @Test func whoIsSilentIsNamedWithTheTimeSince() throws {
    try house.tick(after: .seconds(60))
    while let place = house.underWay.firstIndex(where: { $0.custodian == .astriaBridge }) { try house.lose(place) }
    let since = house.script.now
    try house.settle()
    #expect(try transparency().silent == [SilentCustodian(name: .astriaBridge, since: since)])
  }
}
