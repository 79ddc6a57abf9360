import Foundation

/// A point in time: milliseconds since 1970 in UTC. Written as RFC 3339 with milliseconds.
public struct Moment: Hashable, Comparable, Sendable {
  public var milliseconds: Int64

  /// The moments that have a written form: those of the years 1 to 9999.
  static let written: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  public static func < (a: Moment, b: Moment) -> Bool { a.milliseconds < b.milliseconds }
  public static func + (moment: Moment, duration: Duration) -> Moment {
    Moment(milliseconds: moment.milliseconds + duration.milliseconds)
  }
  public static func - (moment: Moment, duration: Duration) -> Moment {
    Moment(milliseconds: moment.milliseconds - duration.milliseconds)
  }
  public static func - (a: Moment, b: Moment) -> Duration { .milliseconds(a.milliseconds - b.milliseconds) }
}

extension Duration {
  public var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}

extension Moment: Codable, CustomStringConvertible {
  private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
  private static let styleWithoutFraction = Date.ISO8601FormatStyle()

  /// The style cuts off what is beyond milliseconds; from the middle of the millisecond it cannot cut into the one
  /// before.
  public var description: String {
    Date(timeIntervalSince1970: (Double(milliseconds) + 0.5) / 1000).formatted(Self.style)
  }

  /// Reads RFC 3339 in UTC, with or without a fraction of a second; `nil` for anything else.
  public init?(_ text: String) {
    let date: Date
    do {
      date = try text.contains(".") ? Self.style.parse(text) : Self.styleWithoutFraction.parse(text)
    } catch {
      return nil
    }
    self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let moment = Moment(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 time")
    }
    self = moment
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// Where the time comes from: the machine's clock in a running service, the recording in a replay, a variable in a
/// test.
public struct WallClock: Sendable {
  public let now: @Sendable () -> Moment

  public init(now: @escaping @Sendable () -> Moment) { self.now = now }

  /// The one place that asks the machine for the time of day.
  public static let system = WallClock {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Moment(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}

/// Time as it passes, whatever is done to the time of day: for waiting. Between machines it means nothing.
public struct ElapsedClock: Sendable {
  public let now: @Sendable () -> ContinuousClock.Instant

  public init(now: @escaping @Sendable () -> ContinuousClock.Instant) { self.now = now }

  public static let system = ElapsedClock { .now }
}
