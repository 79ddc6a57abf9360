/// A day in UTC, as the number of days since 1970-01-01. Written as `YYYY-MM-DD`.
public struct Day: Hashable, Comparable, Sendable {
  private static let milliseconds: Int64 = 86_400_000

  public let number: Int

  public init(number: Int) { self.number = number }

  /// The day that a moment lies in.
  public init(_ moment: Moment) {
    let (days, rest) = moment.milliseconds.quotientAndRemainder(dividingBy: Self.milliseconds)
    number = Int(rest < 0 ? days - 1 : days)
  }

  public var begins: Moment { Moment(milliseconds: Int64(number) * Self.milliseconds) }
  /// The first moment of the day after.
  public var ends: Moment { (self + 1).begins }

  public static func < (a: Day, b: Day) -> Bool { a.number < b.number }
  public static func + (day: Day, days: Int) -> Day { Day(number: day.number + days) }
  public static func - (day: Day, days: Int) -> Day { Day(number: day.number - days) }
}

extension Day: Codable, CustomStringConvertible {
  public var description: String { String(begins.description.prefix(10)) }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard text.utf8.count == 10, let moment = Moment("\(text)T00:00:00Z") else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a day such as 2026-11-24")
    }
    self.init(moment)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
