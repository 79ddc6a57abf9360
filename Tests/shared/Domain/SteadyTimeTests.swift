import Testing

@testable import Shared

/// Deadlines are measured with a time that never goes back, whatever the machine's clock does.
@Suite(.timeLimit(.minutes(1))) struct SteadyTimeTests {
  private static let noon = Moment("2026-11-24T12:00:00Z")!
  private static let hour = Duration.seconds(3600)

  /// A machine, its clock, and a process on it.
  private struct Machine {
    var wall = SteadyTimeTests.noon
    var elapsed = Duration.zero
    var time = SteadyTime(newest: nil, elapsed: .zero, doubtMax: SteadyTimeTests.hour * 72)

    mutating func pass(_ duration: Duration, in steps: Int = 1) {
      for _ in 0..<steps {
        wall = wall + duration / steps
        elapsed += duration / steps
        _ = read()
      }
    }
    mutating func read() -> ClockReading { time.read(wall: wall, elapsed: elapsed) }
  }

  @Test func itIsTheMachinesClockWhileThatRunsForward() {
    var machine = Machine()
    #expect(machine.read() == ClockReading(now: Self.noon, wall: Self.noon))
    machine.pass(Self.hour)
    #expect(machine.read().now == Self.noon + Self.hour)
    machine.wall = machine.wall + Self.hour * 24
    #expect(machine.read().now == machine.wall)
    #expect(!machine.read().isFaulty)
  }

  @Test func setBackItGoesOnAlmostAsFast() {
    var machine = Machine()
    _ = machine.read()
    machine.wall = machine.wall - Self.hour * 10
    #expect(machine.read().now == Self.noon)
    #expect(machine.read().isFaulty)
    machine.pass(Self.hour, in: 60)
    #expect(machine.read().now == Self.noon + Self.hour - Self.hour / 50)
    #expect(machine.read().isFaulty)
  }

  @Test func aClockThatIsSetBackAgainAndAgainBuysNoTime() {
    var machine = Machine()
    _ = machine.read()
    for _ in 0..<24 {
      machine.pass(Self.hour)
      machine.wall = machine.wall - Self.hour
    }
    #expect(machine.read().now >= Self.noon + Self.hour * 23)
  }

  @Test func aSmallStepBackHealsByItself() {
    var machine = Machine()
    _ = machine.read()
    machine.wall = machine.wall - .seconds(60)
    #expect(machine.read().isFaulty)
    machine.pass(Self.hour, in: 100)
    #expect(machine.read() == ClockReading(now: machine.wall, wall: machine.wall))
  }

  @Test func aClockThatStandsStillDoesNotStopTime() {
    var machine = Machine()
    _ = machine.read()
    machine.elapsed += Self.hour
    #expect(machine.read().now == Self.noon + Self.hour - Self.hour / 50)
  }

  @Test func afterARestartTimeGoesOnFromWhatWasNotedDown() {
    var time = SteadyTime(newest: Self.noon, elapsed: .zero, doubtMax: Self.hour * 72)
    let reading = time.read(wall: Self.noon - Self.hour, elapsed: .zero)
    #expect(reading.now == Self.noon)
    #expect(reading.isFaulty)
  }

  @Test func onceNothingOfBeforeCanBeLeftTheClockIsBelievedAgain() {
    var machine = Machine()
    machine.wall = machine.wall + Self.hour * 100_000
    _ = machine.read()
    machine.wall = Self.noon
    machine.pass(Self.hour * 72, in: 72)
    #expect(machine.read().isFaulty)
    machine.pass(Self.hour)
    #expect(machine.read() == ClockReading(now: machine.wall, wall: machine.wall))
  }
}
