import Shared

/// A day of the Gregorian calendar.
struct CalendarDay: Hashable, Comparable, Sendable {
  let year: Int
  let month: Int
  let day: Int

  /// Reads `YYYY-MM-DD`; `nil` for anything else, and for days that no calendar has.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || isDigit($0) }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year >= 1,
      (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  private init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The day of a moment, in UTC.
  init(_ moment: Moment) {
    // RFC 3339 begins with the day; the only reading of a calendar that this process needs is there already.
    guard let day = CalendarDay(String(moment.description.prefix(10))) else {
      preconditionFailure("a moment of our clock lies in the years 1 to 9999")
    }
    self = day
  }

  /// Birthdays passed since this day. Who was born on 29 February has theirs on 1 March of a year without one.
  func wholeYears(until other: CalendarDay) -> Int {
    let isBeforeBirthday = (other.month, other.day) < (month, day)
    return other.year - year - (isBeforeBirthday ? 1 : 0)
  }

  static func < (a: Self, b: Self) -> Bool { (a.year, a.month, a.day) < (b.year, b.month, b.day) }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func isLeap(_ year: Int) -> Bool {
    year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  }
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
