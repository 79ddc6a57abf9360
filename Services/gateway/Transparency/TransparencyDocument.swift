import Shared

/// What is held and what is gone, for programs.
struct TransparencyDocument: Encodable, Sendable {
  struct Contract: Encodable, Sendable {
    var version: Int
    var digest: String
  }

  struct Held: Encodable, Sendable {
    var copyClass: CopyClass
    var custodian: Custodian
    var copies: Int
    /// Deleted, and not yet proven gone.
    var unproven: Int
    var oldest: Oldest?
    var asOf: Moment

    enum CodingKeys: String, CodingKey {
      case copyClass = "class"
      case custodian, copies, unproven, oldest, asOf
    }
  }

  struct Oldest: Encodable, Sendable {
    var receivedAt: Moment
    var mustBeGoneBy: Moment
    var age: PolicyDocument.Time
    /// The age as part of the time until it must be gone; above 1 it is overdue.
    var share: Double
  }

  struct Erased: Encodable, Sendable {
    var copyClass: CopyClass
    var custodian: Custodian
    var sinceTheBeginning: Counts
    var recently: Counts
    /// From received to read back; absent if nothing was erased recently.
    var longestStay: PolicyDocument.Time?
    /// What is promised instead, at most.
    var deadline: PolicyDocument.Time

    enum CodingKeys: String, CodingKey {
      case copyClass = "class"
      case custodian, sinceTheBeginning, recently, longestStay, deadline
    }
  }

  struct Counts: Encodable, Sendable {
    var copies: Int
    var onOwnClock: Int
    var late: Int
  }

  struct Ringing: Encodable, Sendable {
    var kind: Alarm.Kind
    var about: ServiceName
    var since: Moment
  }

  struct IntakeState: Encodable, Sendable {
    var isOpen: Bool
    /// What is in the way, as far as it is known.
    var reason: String?
  }

  struct Silent: Encodable, Sendable {
    var custodian: ServiceName
    var since: Moment
  }

  var asOf: Moment
  /// False while the janitor does not answer.
  var isCurrent: Bool
  var contract: Contract
  var intake: IntakeState
  var held: [Held]
  /// How many days `recently` and `days` cover, today included.
  var daysCovered = Transparency.days
  var erased: [Erased]
  var days: [DayDocument]
  var foundReadable: Int
  var silent: [Silent]
  /// Those that ring.
  var alarms: [Ringing]
  /// When a made-up person was last proven gone after going through everything.
  var lastRehearsal: Moment?
  var receipts: Int
  var checkpoint: Checkpoint

  init(_ notice: Notice, _ contract: RetentionContract) {
    let told = notice.transparency
    asOf = told.at
    isCurrent = notice.isCurrent
    self.contract = Contract(version: contract.version, digest: contract.digest)
    intake = IntakeState(notice)
    held = told.held.map { Held($0, now: told.at) }
    erased = told.erased.map { Erased($0, contract) }
    days = DayDocument.all(told)
    foundReadable = told.foundReadable
    silent = told.silent.map { Silent(custodian: $0.name, since: $0.since) }
    alarms = told.alarms.map(Ringing.init)
    lastRehearsal = told.lastRehearsal
    receipts = told.receipts
    checkpoint = told.checkpoint
  }
}

/// One day: how many copies of each class were proven gone, and how many alarms rang.
struct DayDocument: Encodable, Sendable {
  struct Erased: Encodable, Sendable {
    var copyClass: CopyClass
    var copies: Int

    enum CodingKeys: String, CodingKey {
      case copyClass = "class"
      case copies
    }
  }

  var day: Day
  var erased: [Erased]
  var alarms = 0

  /// Every day that is covered, the oldest first, also those on which nothing happened.
  static func all(_ told: Transparency) -> [DayDocument] {
    let byDay = Dictionary(grouping: told.erasuresByDay, by: \.day)
    let alarms = Dictionary(told.alarmsByDay.map { ($0.day, $0.alarms) }) { first, _ in first }
    let today = Day(told.at)
    return (1 - Transparency.days...0).map { offset in
      let day = today + offset
      let erased = (byDay[day] ?? []).map { Erased(copyClass: $0.copyClass, copies: $0.copies) }
      return DayDocument(day: day, erased: erased, alarms: alarms[day] ?? 0)
    }
  }
}

extension TransparencyDocument.IntakeState {
  init(_ notice: Notice) {
    isOpen = notice.isIntakeOpen
    guard !isOpen else { return }
    let alarms = notice.transparency.alarms
    let alarm = alarms.first(where: \.stopsIntake) ?? alarms.first
    reason =
      notice.isCurrent
      ? alarm.map { TransparencyDocument.Ringing($0).title } : "The service that holds the keys does not answer."
  }
}

extension TransparencyDocument.Ringing {
  init(_ alarm: Alarm) { self.init(kind: alarm.kind, about: alarm.about, since: alarm.since) }
}

extension TransparencyDocument.Held {
  init(_ summary: HoldingSummary, now: Moment) {
    copyClass = summary.copyClass
    custodian = summary.custodian
    copies = summary.copies
    unproven = summary.unproven
    oldest = summary.oldest.map { .init($0, now: now) }
    asOf = summary.asOf
  }
}

extension TransparencyDocument.Oldest {
  init(_ oldest: HoldingSummary.Oldest, now: Moment) {
    receivedAt = oldest.receivedAt
    mustBeGoneBy = oldest.mustBeGoneBy
    let milliseconds = max(0, (now - oldest.receivedAt).milliseconds)
    age = .init(milliseconds: milliseconds)
    let allowed = max(1, (oldest.mustBeGoneBy - oldest.receivedAt).milliseconds)
    share = (Double(milliseconds) / Double(allowed) * 1000).rounded() / 1000
  }
}

extension TransparencyDocument.Erased {
  init(_ summary: ErasureSummary, _ contract: RetentionContract) {
    copyClass = summary.copyClass
    custodian = summary.custodian
    sinceTheBeginning = .init(copies: summary.copies, onOwnClock: summary.onOwnClock, late: summary.late)
    recently = .init(
      copies: summary.recentCopies, onOwnClock: summary.recentOnOwnClock, late: summary.recentLate)
    // An account stays as long as its person wants; only a face's stay says something.
    longestStay = summary.copyClass.isFaceData ? summary.longestStay.map { .init(milliseconds: $0) } : nil
    deadline = .init(contract.row(summary.copyClass).deadline)
  }
}
