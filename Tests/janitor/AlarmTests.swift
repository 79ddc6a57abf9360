import Shared
import Testing

@testable import janitor

/// An alarm rings while a person could still save the promise (P15), stops the intake where it must, and is over once
/// its cause is.
@Suite(.timeLimit(.minutes(1)))
struct AlarmTests {
  private let session: Photosession.ID = Scene.id(1)

  @Test func nothingRingsWhileAllIsWell() throws {
    let house = try House()
    house.hold(Scene.copy(10, dueIn: .seconds(30)))
    try house.run(seconds: 200)
    #expect(house.isEmpty)
    #expect(try house.ringing() == [])
  }

  @Test func aSilentCustodianRingsWhileHalfOfItsTimeIsLeft() throws {
    let house = try House()
    try house.tick(after: .seconds(61))
    try silence(.uploadStore, in: house, for: 1800)
    #expect(try house.ringing() == [])
    try silence(.uploadStore, in: house, for: 2)
    #expect(try house.ringing().map(\.kind) == [.custodianSilent])
    #expect(try house.ringing().map(\.about) == [.uploadStore])
    #expect(try house.refusesPhotos())
    try house.run(seconds: 70)
    #expect(try house.ringing() == [])
    #expect(try !house.refusesPhotos())
  }

  @Test func aCopyThatStaysRingsAndThenStopsTheIntake() throws {
    let house = try House()
    house.hold(Scene.copy(10, dueIn: .seconds(10)))
    house.custodians[.uploadStore]!.stuck = [Scene.id(10)]
    try house.run(seconds: 300)
    #expect(try house.ringing() == [])
    try house.run(seconds: 300)
    #expect(try house.ringing().map(\.kind) == [.overdue])
    #expect(try !house.refusesPhotos())
    try house.run(seconds: 1300)
    #expect(try house.refusesPhotos())
    house.custodians[.uploadStore]!.stuck = []
    try house.run(seconds: 70)
    #expect(try house.ringing() == [])
    #expect(try !house.refusesPhotos())
  }

  @Test func whatOnlyTheCustodianItselfCountsRingsToo() throws {
    let house = try House()
    try house.tick(after: .seconds(1))
    let due = house.script.now
    func count(_ oldest: HoldingSummary.Oldest?) throws {
      let tunes = HoldingSummary(
        copyClass: .tune, custodian: .astria, copies: 0, unproven: 0, oldest: oldest, asOf: house.script.now)
      try house.feed(.outcome(.counted([tunes], .astriaBridge)))
      try house.feed(.ticked)
    }
    let allowance = house.script.service.settings.contract.allowance(of: .astriaBridge)
    house.script.now = due + allowance / 8
    try count(.init(receivedAt: due - .seconds(1), mustBeGoneBy: due))
    #expect(try house.ringing() == [])
    try house.tick(after: .seconds(1))
    #expect(try house.ringing().map(\.kind) == [.overdue])
    #expect(try house.ringing().map(\.about) == [.astriaBridge])
    try count(nil)
    #expect(try house.ringing() == [])
  }

  @Test func whatCanBeReadAfterAllRingsAtOnceAndStopsTheIntake() throws {
    let house = try House()
    house.hold(Scene.copy(10))
    house.custodians[.uploadStore]!.sticky = [Scene.id(10)]
    try house.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .processed), from: .astriaBridge)
    try house.run(seconds: 3)
    #expect(try house.ringing().map(\.kind) == [.stillReadable])
    #expect(try house.refusesPhotos())
    house.custodians[.uploadStore]!.sticky = []
    try house.run(seconds: 70)
    #expect(try house.ringing() == [])
    #expect(try !house.refusesPhotos())
  }

  @Test func aClockThatWasSetBackRings() throws {
    let house = try House()
    house.script.now = house.script.now - .seconds(600)
    try house.feed(.ticked)
    #expect(try house.ringing().map(\.kind) == [.clockFault])
    house.script.pass(.zero, wall: house.script.now + .seconds(600))
    try house.feed(.ticked)
    #expect(try house.ringing() == [])
  }

  @Test func aCustodianWithAnotherContractRingsAtOnce() throws {
    let house = try House()
    try house.tick(after: .seconds(61))
    let asked = try #require(house.underWay.first { $0.custodian == .uploadStore })
    let refusal = Refusal(.contractMismatch, "Another contract.")
    try house.feed(.outcome(.refused(refusal, for: asked.ticket)))
    try house.feed(.ticked)
    #expect(try house.ringing().map(\.kind) == [.contractMismatch])
    #expect(try house.refusesPhotos())
  }

  @Test func beginningAndEndAreToldUntilSomebodyHears() throws {
    let house = try House()
    house.script.now = house.script.now - .seconds(600)
    try house.feed(.ticked)
    let first = try #require(house.script.news.first)
    #expect(!first.isOver)
    try house.feed(.outcome(.told(first, false)))
    try house.tick(after: .seconds(30))
    #expect(house.script.news.isEmpty)
    try house.tick(after: .seconds(35))
    #expect(house.script.news == [first])
    try house.feed(.outcome(.told(first, true)))
    try house.tick(after: .seconds(70))
    #expect(house.script.news.isEmpty)
    house.script.pass(.zero, wall: house.script.now + .seconds(600))
    try house.feed(.ticked)
    #expect(house.script.news.map(\.isOver) == [true])
  }

  /// Time passes in which one custodian answers nothing.
  private func silence(_ custodian: ServiceName, in house: House, for seconds: Int) throws {
    for _ in 0..<seconds {
      while let place = house.underWay.firstIndex(where: { $0.custodian == custodian }) { try house.lose(place) }
      try house.settle()
      try house.tick(after: .seconds(1))
    }
  }
}

extension House {
  fileprivate func ringing() throws -> [Alarm] {
    try ask(.alarms(), from: .janitor)
    guard case .alarms(let alarms)? = replies.first else { return [] }
    return alarms
  }

  fileprivate func refusesPhotos() throws -> Bool {
    try ask(.issueKeys(photosession: Scene.id(99)), from: .gateway)
    return refusals.map(\.problem) == [.retentionUnavailable]
  }
}

extension ServiceScript<Janitor> {
  fileprivate var news: [AlarmNews] {
    effects.compactMap { if case .tell(let news) = $0 { news } else { nil } }
  }
}
