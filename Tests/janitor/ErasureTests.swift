import Shared
import Testing

@testable import janitor

/// An erasure, from the request to the last receipt.
@Suite(.timeLimit(.minutes(1)))
struct ErasureTests {
  private let owner: Owner.ID = Scene.id(1)

  @Test func keysAreDestroyedInTheTurnThatAsksTheFirstCustodianBeforeAnythingIsErased() throws {
    let script = try Scene.script()
    try script.ask(.issueKeys(photosession: Scene.id(1)), from: .gateway)
    try script.ask(.erase(owner: owner, classes: [.photo, .tune], reason: .processed), from: .astriaBridge)
    #expect(try !script.hasKey(Scene.id(1), .photo))
    #expect(script.replies.isEmpty)
    #expect(script.asked.map(\.custodian) == [.uploadStore, .astriaBridge])
    for asked in script.asked { #expect(asked.request == .holdings(.owned(by: owner))) }
  }

  @Test func eachStepFollowsTheOneBefore() throws {
    let script = try Scene.script()
    let photo = Scene.copy(10)
    try script.ask(.erase(owner: owner, classes: [.photo], reason: .processed), from: .astriaBridge)
    let ticket = try #require(script.asked.first?.ticket)
    try script.answer(.holdings([photo], hasMore: true), ticket)
    #expect(script.asked.map(\.request) == [.erase(copies: [photo.id], reason: .processed)])
    try script.answer(.erased([ErasureResult(copy: photo.id, erasedAt: script.now)]), ticket)
    #expect(script.asked.map(\.request) == [.readBack(copies: [photo.id])])
    #expect(try script.book().isEmpty)
    script.now = script.now + .seconds(1)
    try script.answer(.readBack([ReadBackResult(copy: photo.id, finding: .gone)]), ticket)
    #expect(script.asked.map(\.request) == [.receipted(copies: [photo.id])])
    let receipt = try #require(try script.book().first)
    #expect(receipt.readBackAt == script.now && receipt.erasedAt == Scene.start && receipt.reason == .processed)
    try script.answer(.noted, ticket)
    #expect(script.asked.map(\.request) == [.holdings(.owned(by: owner, after: photo.id))])
    try script.answer(.holdings([], hasMore: false), ticket)
    #expect(script.asked.map(\.request) == [.holdings(.owned(by: owner))])
    #expect(script.replies.isEmpty)
    try script.answer(.holdings([], hasMore: false), ticket)
    #expect(script.replies == [.erasure(complete: true, remaining: 0)])
  }

  @Test func completeMeansThatALookTakenAfterwardsFoundNothing() throws {
    let house = try House()
    house.hold(Scene.copy(10), Scene.copy(11), Scene.copy(12, .tune), Scene.copy(13, .prompt), Scene.copy(14, .avatar))
    house.hold(Scene.copy(20, of: Scene.id(2)))
    try house.ask(
      .erase(owner: owner, classes: [.photo, .tune, .prompt, .avatar], reason: .delivered), from: .astriaBridge)
    try house.settle()
    #expect(house.replies == [.erasure(complete: true, remaining: 0)])
    #expect(house.custodians[.uploadStore]!.ledger.keys.map(\.text) == [Scene.copy(20).id.text])
    #expect(house.custodians[.astriaBridge]!.ledger.isEmpty)
    #expect(try house.script.book().count == 5)
  }

  @Test func onlyTheClassesAskedForGo() throws {
    let house = try House()
    house.hold(Scene.copy(10), Scene.copy(14, .avatar))
    try house.ask(.erase(owner: owner, classes: [.photo], reason: .processed), from: .astriaBridge)
    try house.settle()
    #expect(house.custodians[.uploadStore]!.ledger.values.map(\.copyClass) == [.avatar])
  }

  @Test func whatTheCustodianErasedByItselfKeepsItsReason() throws {
    let house = try House()
    house.hold(Scene.copy(10, .photo, .erased, reason: .removed), Scene.copy(11))
    try house.ask(.erase(owner: owner, classes: [.photo], reason: .processed), from: .astriaBridge)
    try house.settle()
    #expect(try house.script.book().map(\.reason) == [.removed, .processed])
  }

  @Test func moreThanOneBatchAndMoreThanOnePageAreErasedAll() throws {
    let house = try House()
    house.custodians[.uploadStore]!.page = 60
    for number in 100..<230 { house.hold(Scene.copy(number)) }
    try house.ask(.erase(owner: owner, classes: [.photo], reason: .failed), from: .astriaBridge)
    while !house.underWay.isEmpty {
      if case .erase(let copies, _) = house.underWay[0].request { #expect(copies.count <= Errand.batchMax) }
      try house.deliver()
    }
    #expect(house.replies == [.erasure(complete: true, remaining: 0)])
    #expect(try house.script.book().count == 130)
  }

  @Test func whoAsksIsToldSoonHowItStandsAndLaterThatItIsComplete() throws {
    let house = try House()
    house.hold(Scene.copy(10), Scene.copy(12, .tune))
    let request = JanitorRequest.erase(owner: owner, classes: [.photo, .tune], reason: .failed)
    try house.ask(request, from: .astriaBridge)
    try house.deliver()
    #expect(house.replies.isEmpty)
    try house.tick(after: .seconds(1))
    #expect(house.replies == [.erasure(complete: false, remaining: 1)])
    try house.settle()
    try house.ask(request, from: .astriaBridge)
    try house.settle()
    #expect(house.replies == [.erasure(complete: true, remaining: 0)])
  }

  @Test func aSilentCustodianDelaysItsOwnPartOnly() throws {
    let house = try House()
    house.hold(Scene.copy(10), Scene.copy(12, .tune))
    try house.ask(.erase(owner: owner, classes: [.photo, .tune], reason: .failed), from: .astriaBridge)
    try house.lose(1)
    try house.settle()
    #expect(house.replies == [.erasure(complete: false, remaining: 0)])
    #expect(house.custodians[.uploadStore]!.ledger.isEmpty)
    try house.run(seconds: 3)
    #expect(house.custodians[.astriaBridge]!.ledger.isEmpty)
    #expect(try house.script.book().count == 2)
  }

  @Test func aSilentCustodianIsAskedLessAndLessOftenHoweverMuchThereIsToAsk() throws {
    for owners in [1, 40] {
      let house = try House()
      for number in 1...owners {
        house.hold(Scene.copy(1000 + number, of: Scene.id(number)))
        try house.ask(.erase(owner: Scene.id(number), classes: [.photo], reason: .failed), from: .astriaBridge)
      }
      while !house.underWay.isEmpty { try house.lose() }
      var asks: [Int] = []
      for second in 1...300 {
        try house.tick(after: .seconds(1))
        asks += house.underWay.filter { $0.custodian == .uploadStore }.map { _ in second }
        while let place = house.underWay.firstIndex(where: { $0.custodian == .uploadStore }) { try house.lose(place) }
        try house.settle()
      }
      #expect(asks == [1, 3, 7, 15, 31, 63, 123, 183, 243], "of \(owners) owners")
    }
  }

  @Test func allThatWaitedForASilentCustodianBeginsWhenItAnswers() throws {
    let house = try House()
    for number in 1...40 {
      house.hold(Scene.copy(1000 + number, of: Scene.id(number)))
      try house.ask(.erase(owner: Scene.id(number), classes: [.photo], reason: .failed), from: .astriaBridge)
    }
    for _ in 0..<100 {
      while !house.underWay.isEmpty { try house.lose() }
      try house.tick(after: .seconds(1))
    }
    for _ in 0..<60 where house.underWay.allSatisfy({ $0.custodian != .uploadStore }) {
      while !house.underWay.isEmpty { try house.lose() }
      try house.tick(after: .seconds(1))
    }
    try house.settle()
    #expect(house.custodians[.uploadStore]!.ledger.isEmpty)
    #expect(try house.script.book().count == 40)
  }

  @Test func whatIsStillReadableIsErasedAgainAndGetsNoReceipt() throws {
    let house = try House()
    house.hold(Scene.copy(10), Scene.copy(11))
    house.custodians[.uploadStore]!.sticky = [Scene.copy(10).id]
    try house.ask(.erase(owner: owner, classes: [.photo], reason: .failed), from: .astriaBridge)
    var erasures = 0
    while !house.underWay.isEmpty {
      if case .erase = house.underWay[0].request { erasures += 1 }
      try house.deliver()
    }
    #expect(erasures == Errand.erasuresMax)
    #expect(house.replies == [.erasure(complete: false, remaining: 1)])
    #expect(try house.script.book().count == 1)
    #expect(try house.script.read { try Scene.janitor.counts($0)["foundReadable"] } == 3)
    house.custodians[.uploadStore]!.sticky = []
    house.custodians[.uploadStore]!.readable = []
    try house.run(seconds: 5)
    #expect(try house.script.book().count == 2)
    #expect(house.custodians[.uploadStore]!.ledger.isEmpty)
  }

  @Test func whatCannotBeErasedOrLookedAtGetsNoReceipt() throws {
    let house = try House()
    house.hold(Scene.copy(10), Scene.copy(12, .tune))
    house.custodians[.uploadStore]!.isBlind = true
    house.custodians[.astriaBridge]!.stuck = [Scene.copy(12).id]
    try house.ask(.erase(owner: owner, classes: [.photo, .tune], reason: .failed), from: .astriaBridge)
    try house.settle()
    #expect(house.replies == [.erasure(complete: false, remaining: 2)])
    #expect(try house.script.book().isEmpty)
  }

  @Test func twoErasuresOfOneOwnerTakeTurnsAtACustodian() throws {
    let house = try House()
    house.hold(Scene.copy(10), Scene.copy(14, .avatar))
    try house.ask(.erase(owner: owner, classes: [.photo], reason: .processed), from: .astriaBridge)
    try house.ask(.erase(owner: owner, classes: [.photo, .avatar], reason: .delivered), from: .astriaBridge)
    #expect(house.underWay.count == 1)
    try house.settle()
    #expect(house.replies.last == .erasure(complete: true, remaining: 0))
    #expect(house.custodians[.uploadStore]!.ledger.isEmpty)
  }

  @Test func onlySoManyErasuresAreUnderWayAtOneCustodian() throws {
    let house = try House()
    for number in 1...40 {
      house.hold(Scene.copy(1000 + number, of: Scene.id(number)))
      try house.ask(.erase(owner: Scene.id(number), classes: [.photo], reason: .failed), from: .astriaBridge)
      #expect(house.underWay.count <= Errands.underWayMax)
    }
    try house.settle()
    #expect(try house.script.book().count == 40)
  }

  @Test func aClassThatNoCustodianErasesIsRefused() throws {
    let script = try Scene.script()
    for classes in [[], [CopyClass.receipt], [.photo, .recording]] {
      try script.ask(.erase(owner: owner, classes: classes, reason: .failed), from: .astriaBridge)
      #expect(script.refusals.map(\.problem) == [.invalidField])
    }
  }

  /// The process is killed after each number of events in turn, with answers in each order.
  @Test(arguments: 0..<24) func aCrashBetweenAnyTwoEventsChangesNothingInTheEnd(crash: Int) throws {
    for newestFirst in [false, true] {
      let house = try House()
      try house.ask(.issueKeys(photosession: Scene.id(1)), from: .gateway)
      house.hold(Scene.copy(10), Scene.copy(11), Scene.copy(12, .tune), Scene.copy(13, .prompt))
      try house.ask(.erase(owner: owner, classes: [.photo, .tune, .prompt], reason: .failed), from: .astriaBridge)
      for _ in 0..<crash where !house.underWay.isEmpty {
        try house.deliver(newestFirst ? house.underWay.count - 1 : 0)
      }
      try house.crash()
      #expect(try !house.script.hasKey(Scene.id(1), .photo))
      try house.run(seconds: 3)
      #expect(house.isEmpty)
      #expect(try house.script.book().count == 4)
    }
  }

  /// Each answer in turn is lost after the custodian has done what was asked.
  @Test(arguments: 0..<12) func aLostAnswerChangesNothingInTheEnd(lost: Int) throws {
    let house = try House()
    house.hold(Scene.copy(10), Scene.copy(12, .tune))
    try house.ask(.erase(owner: owner, classes: [.photo, .tune], reason: .failed), from: .astriaBridge)
    for step in 0...lost where !house.underWay.isEmpty { try house.deliver(answerIsLost: step == lost) }
    try house.run(seconds: 4)
    #expect(house.isEmpty)
    #expect(try house.script.book().count == 2)
  }

  @Test func anAnswerThatNeverCameIsNotWaitedForForEver() throws {
    let script = try Scene.script()
    try script.ask(.erase(owner: owner, classes: [.photo], reason: .failed), from: .astriaBridge)
    let first = try #require(script.asked.first?.ticket)
    try script.tick(after: Errands.patience)
    let second = try #require(script.asked.first { $0.ticket.errand == first.errand }?.ticket)
    #expect(second.round == first.round + 1)
    try script.answer(.holdings([Scene.copy(10)], hasMore: false), first)
    #expect(script.effects.isEmpty)
  }
}
