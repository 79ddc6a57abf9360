import Hummingbird
import HummingbirdTesting
import Shared
import Testing

@testable import gateway

/// The pages and documents that say what is held and what is gone.
@Suite(.timeLimit(.minutes(1)))
struct TransparencyTests {
  private let world: World

  init() throws { world = try World() }

  private func document(_ change: (inout Transparency) -> Void = { _ in }, isCurrent: Bool = true) throws
    -> TransparencyDocument
  {
    var transparency = World.transparency
    change(&transparency)
    return TransparencyDocument(Notice(transparency: transparency, isCurrent: isCurrent), world.contract)
  }

  private func page(_ change: (inout Transparency) -> Void = { _ in }, isCurrent: Bool = true) throws -> String {
    TransparencyPage(try document(change, isCurrent: isCurrent)).html.text
  }

  @Test func theAgeOfTheOldestIsSaidAsPartOfItsTime() throws {
    let photos = try #require(try document().held.first)
    #expect(photos.oldest?.share == 0.25)
    #expect(photos.oldest?.age.text == "1 h")
    #expect(try page().contains("Oldest: 1 h of at most 4 h"))
  }

  @Test func aCopyThatShouldBeGoneIsShownAsOverdue() throws {
    let html = try page { $0.held[0].oldest?.mustBeGoneBy = World.now - .seconds(1800) }
    #expect(html.contains("should have gone after 30 min"))
    #expect(html.contains("used overdue"))
  }

  @Test func whereNothingIsHeldItSaysHowLongNobodyCouldLook() throws {
    let html = try page { told in
      told.held[1].oldest = .init(receivedAt: World.now - .seconds(54_000), mustBeGoneBy: World.now - .seconds(10_800))
    }
    #expect(html.contains("Not looked at for 15 h"))
    #expect(!html.contains("should have gone"))
  }

  @Test func everyDayIsListedAlsoThoseOnWhichNothingHappened() throws {
    let days = try document().days
    #expect(days.map(\.day) == (0..<30).map { Day(World.now) - 29 + $0 })
    #expect(days.map(\.sum).suffix(3) == [40, 0, 10])
    #expect(days.dropLast(3).allSatisfy { $0.sum == 0 })
  }

  @Test func aMeasuredStayNeverLooksShorterThanItWas() throws {
    let photos = try #require(try document().erased.first)
    #expect(photos.longestStay?.seconds == 755)
    #expect(photos.deadline.seconds == world.contract.row(.photo).deadline.seconds)
  }

  @Test func theStayOfAnAccountIsNobodysBusiness() throws {
    let document = try document { $0.erased[0].copyClass = .account }
    #expect(document.erased.first?.longestStay == nil)
  }

  @Test func closedIntakeIsSaidFirstAndWithItsReason() throws {
    let html = try page {
      $0.isIntakeOpen = false
      $0.alarms = [
        Alarm(kind: .overdue, about: .astriaBridge, since: World.now),
        Alarm(kind: .clockFault, about: .janitor, since: World.now),
      ]
    }
    #expect(html.contains("<strong>No new photos are taken in.</strong> A clock was set back."))
    #expect(!html.contains("No alarm rings."))
    #expect(try !page().contains("No new photos are taken in."))
  }

  @Test(arguments: Alarm.Kind.allCases)
  func everyAlarmIsSaidInWordsOfItsOwnAndNoneForOperators(_ kind: Alarm.Kind) throws {
    let alarm = Alarm(kind: kind, about: .uploadStore, since: World.now)
    let words = TransparencyDocument.Ringing(alarm)
    let html = try page { $0.alarms = [alarm] }
    #expect(html.contains("<strong>\(words.title)</strong> \(words.meaning)"))
    #expect(!html.contains("MAYFLY_") && !html.contains(kind.rawValue))
    let others = Alarm.Kind.allCases.filter { $0 != kind }.map {
      TransparencyDocument.Ringing(Alarm(kind: $0, about: .uploadStore, since: World.now)).title
    }
    #expect(!others.contains(words.title))
  }

  @Test func aDayWithAnAlarmHasAMarkInTheChartAndANumberInTheTable() throws {
    let html = try page()
    #expect(html.contains("22 Nov: 1 alarm rang"))
    #expect(html.contains("An alarm rang on 1 day."))
    #expect(try !page { $0.alarmsByDay = [] }.contains("class=\"alarm\""))
  }

  @Test func aSilentCustodianIsNamedOnceAlsoWhenAnAlarmRings() throws {
    let silent = SilentCustodian(name: .astriaBridge, since: World.now)
    let html = try page {
      $0.silent = [silent]
      $0.alarms = [Alarm(kind: .custodianSilent, about: .astriaBridge, since: World.now)]
    }
    #expect(html.split(separator: "Our service that talks to Astria does not answer.").count == 2)
  }

  @Test func whoeverIsSilentIsNamed() throws {
    let html = try page { $0.silent = [SilentCustodian(name: .astriaBridge, since: World.now)] }
    #expect(html.contains("Our service that talks to Astria does not answer."))
  }

  @Test func withoutTheJanitorTheLastWordIsShownAsSuchAndIntakeAsClosed() throws {
    let document = try document(isCurrent: false)
    #expect(!document.isCurrent)
    #expect(!document.intake.isOpen)
    #expect(try page(isCurrent: false).contains("The service that erases and checks does not answer."))
  }

  @Test func lateErasuresAreNotHidden() throws {
    #expect(try page().contains("none was proven gone later than promised"))
    let html = try page { $0.erased[0].late = 2 }
    #expect(html.contains("2 copies of a face"))
    #expect(!html.contains("none was proven gone later"))
  }

  @Test func aJanitorThatNeverAnsweredLeavesAPageThatSaysSo() async throws {
    world.state.withLock { $0.refusals[.janitor] = Refusal(.unavailable, "Not there.") }
    try await world.app.test(.router) { client async throws in
      let page = try await client.send(Sample(.get, "/transparency", token: nil))
      #expect(page.status == .serviceUnavailable)
      #expect(page.headers[.contentType] == "text/html; charset=utf-8")
      #expect(String(buffer: page.body).contains("does not answer"))
      let data = try await client.send(Sample(.get, "/v1/transparency", token: nil))
      #expect(try data.problem.type == "urn:mayfly:problem:unavailable")
    }
  }

  @Test func theJanitorIsAskedOnceHoweverManyLook() async throws {
    try await world.app.test(.router) { client async throws in
      for path in ["/transparency", "/v1/transparency", "/privacy/face-data", "/transparency"] {
        #expect(try await client.send(Sample(.get, path, token: nil)).status == .ok)
      }
      #expect(world.asked == ["transparency"])
      world.state.withLock { $0.now = World.now + Noticeboard.keeps }
      _ = try await client.send(Sample(.get, "/transparency", token: nil))
      #expect(world.asked == ["transparency", "transparency"])
    }
  }

  @Test func whatTheJanitorSaidLastIsShownWhileItIsSilent() async throws {
    try await world.app.test(.router) { client async throws in
      _ = try await client.send(Sample(.get, "/v1/transparency", token: nil))
      world.state.withLock {
        $0.refusals[.janitor] = Refusal(.timedOut, "Nobody answered.")
        $0.now = World.now + .seconds(60)
      }
      let answer = try await client.send(Sample(.get, "/v1/transparency", token: nil))
      #expect(try answer.json["isCurrent"] == .bool(false))
      #expect(try answer.json["asOf"] == .string(World.now.description))
      #expect(try answer.json["intake"]?["isOpen"] == .bool(false))
      world.state.withLock {
        $0.refusals = [:]
        $0.now = World.now + .seconds(120)
      }
      let again = try await client.send(Sample(.get, "/v1/transparency", token: nil))
      #expect(try again.json["isCurrent"] == .bool(true))
    }
  }

  @Test func theCheckpointStandsOnThePageWhole() throws {
    let html = try page()
    for part in [World.checkpoint.note, World.checkpoint.key] {
      #expect(html.contains(part))
    }
  }
}
