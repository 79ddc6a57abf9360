import Shared

@testable import gateway

// What the janitor tells everybody.
extension World {
  static let transparency = Transparency(
    at: now, isIntakeOpen: true,
    held: [
      HoldingSummary(
        copyClass: .photo, custodian: .uploadStore, copies: 12, unproven: 2,
        oldest: .init(receivedAt: now - .seconds(3600), mustBeGoneBy: now + .seconds(3 * 3600)), asOf: now),
      HoldingSummary(copyClass: .tune, custodian: .astria, copies: 0, unproven: 0, asOf: now),
      HoldingSummary(copyClass: .account, custodian: .account, copies: 3, unproven: 0, asOf: now),
    ],
    erased: [
      ErasureSummary(
        copyClass: .photo, custodian: .uploadStore, copies: 2100, onOwnClock: 7, late: 0, recentCopies: 44,
        recentOnOwnClock: 3, recentLate: 0, longestStay: 754_001)
    ],
    erasuresByDay: [
      ErasuresOfDay(day: Day(now) - 2, copyClass: .photo, copies: 40),
      ErasuresOfDay(day: Day(now), copyClass: .photo, copies: 4),
      ErasuresOfDay(day: Day(now), copyClass: .avatar, copies: 6),
    ],
    foundReadable: 0, silent: [], alarms: [], alarmsByDay: [AlarmsOfDay(day: Day(now) - 2, alarms: 1)],
    lastRehearsal: now - .seconds(1200), receipts: 2100,
    checkpoint: checkpoint)
}
