/// What time it is, and whether the machine's clock agrees.
public struct ClockReading: Hashable, Sendable {
  /// What deadlines are measured with: it never goes back.
  public let now: Moment
  /// What the machine's clock shows.
  public let wall: Moment

  public init(now: Moment, wall: Moment) {
    self.now = now
    self.wall = wall
  }

  /// A machine's clock that is behind by more than this was set back, or was ahead before.
  public static let slack = Duration.seconds(5)

  /// While it is, nobody can say for certain when a copy must be gone: erase on, take in nothing new.
  public var isFaulty: Bool { now - wall > Self.slack }
}

/// Time that never goes back and never stands still, made of a clock that may do both and of how much time passes.
///
/// The machine's clock is believed when it runs ahead: what is erased too early breaks no promise. When it falls
/// behind, time goes on by itself, a little slower, until the clock has caught up; so nothing ever has more time left
/// than before. A clock that has been behind for longer than a photosession can last is believed again: nothing is left
/// of what came in before.
public struct SteadyTime: Sendable {
  /// One part in so many is let pass uncounted while the clock catches up. What the contract erases well before its
  /// deadline is still erased before it.
  static let slowing = 50

  private var now: Moment
  private var elapsed: Duration
  /// How much time has passed since the clock fell behind.
  private var behindFor = Duration.zero
  private let doubtMax: Duration

  /// - Parameter newest: the newest moment that was ever noted down, `nil` if there is none.
  /// - Parameter elapsed: what a clock shows that is never set, whenever it began.
  /// - Parameter doubtMax: the longest that a photosession can last, by the retention contract.
  public init(newest: Moment?, elapsed: Duration, doubtMax: Duration) {
    now = newest ?? Moment(milliseconds: .min / 2)
    self.elapsed = elapsed
    self.doubtMax = doubtMax
  }

  public mutating func read(wall: Moment, elapsed: Duration) -> ClockReading {
    let passed = max(.zero, elapsed - self.elapsed)
    self.elapsed = elapsed
    now = max(wall, now + passed - passed / Self.slowing)
    behindFor = now - wall > ClockReading.slack ? behindFor + passed : .zero
    if behindFor > doubtMax {
      now = wall
      behindFor = .zero
    }
    return ClockReading(now: now, wall: wall)
  }
}
