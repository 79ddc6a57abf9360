import Shared
import Testing

@testable import janitor

/// New faces come in only while erasing is healthy.
@Suite(.timeLimit(.minutes(1)))
struct IntakeHealthTests {
  private let session: Photosession.ID = Scene.id(1)

  @Test func aCustodianSilentForMoreThanHalfOfItsAllowanceStopsTheIntake() throws {
    // The shortest allowance at upload-store is the avatars': an hour between must-be-gone-by and deadline.
    let house = try House()
    try house.ask(.issueKeys(photosession: session), from: .gateway)
    try house.tick(after: .seconds(60))
    try house.lose(0)
    try house.settle()
    try silence(house, for: 1800)
    try house.ask(.dataKey(photosession: session, copyClass: .photo), from: .uploadStore)
    #expect(house.refusals.isEmpty)
    try silence(house, for: 1)
    for request in [
      JanitorRequest.issueKeys(photosession: session), .dataKey(photosession: session, copyClass: .photo),
    ] {
      try house.ask(request, from: .gateway)
      #expect(house.refusals.map(\.problem) == [.retentionUnavailable])
    }
    try house.ask(.dataKey(photosession: session, copyClass: .avatar), from: .uploadStore)
    #expect(house.refusals.isEmpty)
    try house.run(seconds: 61)
    try house.ask(.dataKey(photosession: session, copyClass: .photo), from: .uploadStore)
    #expect(house.refusals.isEmpty)
  }

  @Test func aClockBehindTheNewestEntryStopsTheIntakeButNotTheErasing() throws {
    let house = try House()
    house.hold(Scene.copy(10))
    try house.ask(.issueKeys(photosession: session), from: .gateway)
    house.script.now = house.script.now - .seconds(3600)
    try house.ask(.issueKeys(photosession: Scene.id(2)), from: .gateway)
    #expect(house.refusals.map(\.problem) == [.retentionUnavailable])
    try house.ask(.erase(owner: Scene.id(1), classes: [.photo], reason: .failed), from: .astriaBridge)
    try house.settle()
    #expect(house.replies == [.erasure(complete: true, remaining: 0)])
    house.script.pass(.zero, wall: house.script.now + .seconds(3600))
    try house.ask(.issueKeys(photosession: Scene.id(2)), from: .gateway)
    #expect(house.replies == [.keysIssued])
  }

  /// Time passes in which upload-store answers nothing.
  private func silence(_ house: House, for seconds: Int) throws {
    for _ in 0..<seconds {
      while let place = house.underWay.firstIndex(where: { $0.custodian == .uploadStore }) { try house.lose(place) }
      try house.settle()
      try house.tick(after: .seconds(1))
    }
    while let place = house.underWay.firstIndex(where: { $0.custodian == .uploadStore }) { try house.lose(place) }
    try house.settle()
  }
}
