import Shared

extension Alarms {
  /// Of these days those on which an alarm rang, with how many.
  func byDay(from first: Day, through last: Day) throws -> [AlarmsOfDay] {
    try (first.number...max(first.number, last.number)).map(Day.init(number:)).compactMap { day in
      let alarms = try turn.database.count(
        "SELECT COUNT(*) FROM alarm WHERE since < ? AND (until IS NULL OR until >= ?)", day.ends, day.begins)
      return alarms > 0 ? AlarmsOfDay(day: day, alarms: alarms) : nil
    }
  }
}
