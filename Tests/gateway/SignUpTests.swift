import Hummingbird
import HummingbirdTesting
import Shared
import Testing

@testable import gateway

@Suite(.timeLimit(.minutes(1)))
struct SignUpTests {
  private static func finding(born: String, at now: String) -> SignUp.Finding {
    SignUp(name: Personal("A"), email: Personal("a@b"), dateOfBirth: Personal(born), policyVersion: 1)
      .finding(at: Moment(now)!)
  }

  @Test func whoTurnsEighteenTodayMayComeIn() {
    #expect(Self.finding(born: "2008-11-24", at: "2026-11-24T00:00:00Z") == .fine)
    #expect(Self.finding(born: "2008-11-24", at: "2026-11-23T23:59:59Z") == .underAge)
    #expect(Self.finding(born: "2008-11-25", at: "2026-11-24T23:59:59Z") == .underAge)
    #expect(Self.finding(born: "2008-12-01", at: "2026-11-24T00:00:00Z") == .underAge)
    #expect(Self.finding(born: "2008-10-31", at: "2026-11-24T00:00:00Z") == .fine)
  }

  @Test func whoWasBornOnALeapDayTurnsEighteenOnTheFirstOfMarch() {
    #expect(Self.finding(born: "2008-02-29", at: "2026-02-28T12:00:00Z") == .underAge)
    #expect(Self.finding(born: "2008-02-29", at: "2026-03-01T00:00:00Z") == .fine)
    #expect(Self.finding(born: "2004-02-29", at: "2024-02-29T00:00:00Z") == .fine)
  }

  @Test(arguments: [
    "2007-02-29", "1900-02-29", "2000-13-01", "2000-00-10", "2000-04-31", "2000-4-30", "30.04.2000", "",
    "2000-04-30T00",
    "+200-04-30", "２０００-04-30", "2027-01-01", "0000-01-01",
  ])
  func aDayThatIsNoneInThePastIsRefused(_ text: String) {
    #expect(Self.finding(born: text, at: "2026-11-24T00:00:00Z") == .noDate)
  }

  @Test func leapYearsAreThoseOfTheGregorianCalendar() {
    #expect(CalendarDay("2000-02-29") != nil)
    #expect(CalendarDay("1996-02-29") != nil)
  }

  @Test func aMinorIsTurnedAwayAndAccountHearsNothing() async throws {
    let world = try World()
    try await world.app.test(.router) { client async throws in
      let body = Sample.signUp.replacing("1990-05-17", with: "2010-05-17")
      let answer = try await client.send(Sample(.post, "/v1/accounts", body, token: nil))
      #expect(answer.status == .forbidden)
      #expect(try answer.problem.type == "urn:mayfly:problem:under-age")
      #expect(world.asked.isEmpty)
    }
  }

  @Test func theAnswerHasTheAccountAndItsTokenAndNoDateOfBirth() async throws {
    try await World().app.test(.router) { client async throws in
      let answer = try await client.send(Sample(.post, "/v1/accounts", Sample.signUp, token: nil))
      #expect(try answer.json["accessToken"] == .string(World.annasToken))
      #expect(try answer.json["account"]?["email"] == .string("anna.canary@example.org"))
      #expect(try answer.json["account"]?["consent"]?["isCurrent"] == .bool(true))
      #expect(!String(buffer: answer.body).contains("1990"))
    }
  }

  @Test(arguments: ["", " ", "a\nb", String(repeating: "x", count: 201)])
  func aNameIsWhatOneCanBeCalledBy(_ name: String) {
    let signUp = SignUp(
      name: Personal(name), email: Personal("a@b"), dateOfBirth: Personal("1990-01-01"), policyVersion: 1)
    #expect(signUp.finding(at: World.now) == .noName)
  }

  @Test(arguments: ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\n"])
  func anAddressHasTwoParts(_ email: String) {
    let signUp = SignUp(
      name: Personal("A"), email: Personal(email), dateOfBirth: Personal("1990-01-01"), policyVersion: 1)
    #expect(signUp.finding(at: World.now) == .noEmail)
  }
}
