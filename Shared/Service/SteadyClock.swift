/// A process's steady time, for all who need it there.
public final class SteadyClock: Sendable {
  private let wall: WallClock
  private let elapsed: @Sendable () -> Duration
  private let doubtMax: Duration
  private let time: Guarded<SteadyTime>

  public init(wall: WallClock, elapsed: @escaping @Sendable () -> Duration, doubtMax: Duration) {
    self.wall = wall
    self.elapsed = elapsed
    self.doubtMax = doubtMax
    time = Guarded(SteadyTime(newest: nil, elapsed: elapsed(), doubtMax: doubtMax))
  }

  /// The machine's clock, and the time since the process started.
  public static func system(doubtMax: Duration) -> SteadyClock {
    let start = ContinuousClock.now
    return SteadyClock(wall: .system, elapsed: { ContinuousClock.now - start }, doubtMax: doubtMax)
  }

  /// Goes on from what was noted down before this process started.
  func goOn(from newest: Moment?) {
    time.withLock { $0 = SteadyTime(newest: newest, elapsed: elapsed(), doubtMax: doubtMax) }
  }

  public func read() -> ClockReading { time.withLock { $0.read(wall: wall.now(), elapsed: elapsed()) } }

  /// For whoever asks for the time alone.
  public var asWallClock: WallClock { WallClock { self.read().now } }
}
