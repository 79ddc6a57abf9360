import Shared
import Testing

@testable import janitor

/// When rehearsals begin, and what is known of them afterwards.
@Suite(.timeLimit(.minutes(1)))
struct RehearsingTests {
  private static let hourly = RehearsalSettings(intervalSeconds: 3600)

  private func script(_ settings: RehearsalSettings?) throws -> ServiceScript<Janitor> {
    var janitor = JanitorSettings(
      contract: Scene.contract, sweepSeconds: 60, publicKey: Scene.signing.publicKey, rehearsal: nil)
    janitor.rehearsal = settings
    let script = try ServiceScript(
      Janitor(janitor, wrapping: KeyWrapping(Scene.keyEncryption), signing: Scene.signing), at: Scene.start)
    try script.feed(.started)
    return script
  }

  private func report(_ script: ServiceScript<Janitor>) throws -> (
    underWay: RehearsalView?, success: RehearsalView?, failure: RehearsalView?
  ) {
    for case .reply(_, .rehearsals(let underWay, let success, let failure, _), _) in try script.ask(
      .rehearsals, from: .janitor)
    { return (underWay, success, failure) }
    return (nil, nil, nil)
  }

  @Test func withoutASettingNoneBeginsByItself() throws {
    let script = try script(nil)
    try script.tick(after: .seconds(100_000))
    #expect(script.rehearsed.isEmpty)
  }

  @Test func theFirstBeginsAMinuteAfterTheStartAndTheNextAnHourLater() throws {
    let script = try script(Self.hourly)
    try script.tick(after: .seconds(59))
    #expect(script.rehearsed.isEmpty)
    try script.tick(after: .seconds(1))
    let first = try #require(script.rehearsed.first)
    #expect(first.action.call == .signUp(policyVersion: Scene.contract.version))
    try script.play()
    try script.tick(after: .seconds(3000))
    #expect(script.rehearsed.isEmpty)
    try script.tick(after: .seconds(600))
    #expect(script.rehearsed.first.map { $0.id != first.id } == true)
  }

  @Test func whatSucceededAndWhatFailedIsKept() throws {
    let script = try script(nil)
    try script.ask(.rehearse, from: .janitor)
    try script.play()
    #expect(try report(script).success?.hasSucceeded == true)
    try script.ask(.rehearse, from: .janitor)
    try script.play(instead: [.opening: RehearsalPlay.silence])
    let (underWay, success, failure) = try report(script)
    #expect(underWay == nil)
    #expect(success?.copies == 8)
    #expect(failure?.failure?.step == Rehearsal.Step.opening.rawValue)
    let counts = try script.read { try Scene.janitor.counts($0) }
    #expect(counts["rehearsalSucceededAt"] != nil && counts["rehearsalFailedAt"] != nil)
    try script.ask(.rehearse, from: .janitor)
    try script.play()
    #expect(try script.read { try $0.count("SELECT COUNT(*) FROM rehearsal") } == 2, "only the last of each is kept")
  }

  @Test func oneThatFailedOrIsMissingIsALack() throws {
    let script = try script(Self.hourly)
    func lack() throws -> Rehearsals.Lack? {
      try script.read { try Rehearsals(database: $0).lack(.seconds(3600), at: script.now) }
    }
    #expect(try lack() == nil)
    script.now = Scene.start + .seconds(3 * 3600 + 1)
    #expect(try lack() == .missing(since: Scene.start))
    try script.ask(.rehearse, from: .janitor)
    try script.play(instead: [.opening: RehearsalPlay.silence])
    guard case .failed(let failure)? = try lack() else { return #expect(Bool(false)) }
    #expect(failure.step == .opening)
    try script.ask(.rehearse, from: .janitor)
    try script.play()
    #expect(try lack() == nil)
  }

  @Test func whoeverAsksWhileOneIsUnderWayJoinsIt() throws {
    let script = try script(nil)
    try script.ask(.rehearse, from: .janitor)
    let first = try report(script).underWay
    try script.ask(.rehearse, from: .janitor)
    #expect(try report(script).underWay == first && first != nil)
  }

  @Test func afterARestartItGoesOn() throws {
    let script = try script(nil)
    try script.ask(.rehearse, from: .janitor)
    let before = try #require(script.rehearsed.first)
    try script.feed(.started)
    #expect(script.rehearsed.first?.action == before.action && script.rehearsed.first?.id == before.id)
    try script.play()
    #expect(try report(script).success != nil)
  }
}

extension ServiceScript<Janitor> {
  /// What a rehearsal wants done now.
  fileprivate var rehearsed: [(id: Rehearsal.ID, action: Rehearsal.Action)] {
    effects.compactMap { if case .rehearse(let action, let id) = $0 { (id, action) } else { nil } }
  }

  /// Answers as a sound deployment does, until nothing is wanted any more.
  fileprivate func play(instead: [Rehearsal.Step: Rehearsal.Answer] = [:]) throws {
    for _ in 0..<1000 {
      guard let (id, action) = rehearsed.first else {
        if try read({ try Rehearsals(database: $0).underWay() }) == nil { return }
        try tick(after: .seconds(1))
        continue
      }
      var world = RehearsalPlay()
      world.instead = instead
      world.rehearsal = try #require(try read { try Rehearsals(database: $0).underWay() })
      try feed(.outcome(.rehearsed(world.answer(action.call), action, for: id)))
    }
  }
}
