import Shared

// What everybody may know.
extension MessageSamples {
  static let heldPhotos = HoldingSummary(
    copyClass: .photo, custodian: .uploadStore, copies: 12, unproven: 1,
    oldest: .init(receivedAt: moment, mustBeGoneBy: moment), asOf: moment)
  static let heldAccounts = HoldingSummary(
    copyClass: .account, custodian: .account, copies: 3, unproven: 0, asOf: moment)

  static let erasedPhotos = ErasureSummary(
    copyClass: .photo, custodian: .uploadStore, copies: 200, onOwnClock: 2, late: 1, recentCopies: 40,
    recentOnOwnClock: 1, recentLate: 0, longestStay: 1234)
  static let erasedTunes = ErasureSummary(
    copyClass: .tune, custodian: .astria, copies: 20, onOwnClock: 0, late: 0, recentCopies: 0,
    recentOnOwnClock: 0, recentLate: 0, longestStay: nil)

  static let transparency = Transparency(
    at: moment, isIntakeOpen: true, held: [heldPhotos, heldAccounts], erased: [erasedPhotos, erasedTunes],
    erasuresByDay: [ErasuresOfDay(day: Day(moment), copyClass: .photo, copies: 40)], foundReadable: 1,
    silent: [SilentCustodian(name: .astriaBridge, since: moment)],
    alarms: [Alarm(kind: .custodianSilent, about: .astriaBridge, since: moment)],
    alarmsByDay: [AlarmsOfDay(day: Day(moment), alarms: 1)], lastRehearsal: moment, receipts: 220,
    checkpoint: checkpoint)
  static let transparencyInTrouble = Transparency(
    at: moment, isIntakeOpen: false, held: [], erased: [], erasuresByDay: [],
    foundReadable: 0, silent: [], alarms: [], alarmsByDay: [], receipts: 0, checkpoint: checkpoint)
}
