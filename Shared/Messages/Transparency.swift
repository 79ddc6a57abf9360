/// What the janitor tells everybody: what is held, what was erased and how soon, and whether anything is wrong. It
/// names nobody.
public struct Transparency: Codable, Sendable, Hashable {
  /// How many days it looks back, today included.
  public static let days = 30

  public var at: Moment
  /// Whether new photos are taken in: only while their erasure is assured.
  public var isIntakeOpen: Bool
  public var held: [HoldingSummary]
  public var erased: [ErasureSummary]
  /// Of the last `days` days those that had erasures.
  public var erasuresByDay: [ErasuresOfDay]
  /// How often a copy could still be read after it had been deleted, since the first day.
  public var foundReadable: Int
  public var silent: [SilentCustodian]
  /// Those that ring.
  public var alarms: [Alarm]
  /// Of the last `days` days those on which an alarm rang.
  public var alarmsByDay: [AlarmsOfDay]
  /// When a made-up person was last proven gone after going through everything; absent if that never was.
  public var lastRehearsal: Moment?
  public var receipts: Int
  public var checkpoint: Checkpoint

  public init(
    at: Moment, isIntakeOpen: Bool, held: [HoldingSummary], erased: [ErasureSummary], erasuresByDay: [ErasuresOfDay],
    foundReadable: Int, silent: [SilentCustodian], alarms: [Alarm], alarmsByDay: [AlarmsOfDay],
    lastRehearsal: Moment? = nil, receipts: Int, checkpoint: Checkpoint
  ) {
    self.at = at
    self.isIntakeOpen = isIntakeOpen
    self.held = held
    self.erased = erased
    self.erasuresByDay = erasuresByDay
    self.foundReadable = foundReadable
    self.silent = silent
    self.alarms = alarms
    self.alarmsByDay = alarmsByDay
    self.lastRehearsal = lastRehearsal
    self.receipts = receipts
    self.checkpoint = checkpoint
  }
}

/// What one custodian holds of one class, over all owners, as it counted itself.
public struct HoldingSummary: Codable, Sendable, Hashable {
  /// The copy that must go first.
  public struct Oldest: Codable, Sendable, Hashable {
    public var receivedAt: Moment
    public var mustBeGoneBy: Moment

    public init(receivedAt: Moment, mustBeGoneBy: Moment) {
      self.receivedAt = receivedAt
      self.mustBeGoneBy = mustBeGoneBy
    }
  }

  public var copyClass: CopyClass
  public var custodian: Custodian
  /// Those not deleted yet.
  public var copies: Int
  /// Those deleted whose read-back and receipt are still to come.
  public var unproven: Int
  /// Absent if there is none, or none with a time. Without any copy: since when there could be one that was not seen.
  public var oldest: Oldest?
  /// When it was counted.
  public var asOf: Moment

  enum CodingKeys: String, CodingKey {
    case copyClass = "class"
    case custodian, copies, unproven, oldest, asOf
  }

  public init(
    copyClass: CopyClass, custodian: Custodian, copies: Int, unproven: Int, oldest: Oldest? = nil, asOf: Moment
  ) {
    self.copyClass = copyClass
    self.custodian = custodian
    self.copies = copies
    self.unproven = unproven
    self.oldest = oldest
    self.asOf = asOf
  }
}

/// What the receipt book says of one class at one custodian.
public struct ErasureSummary: Codable, Sendable, Hashable {
  public var copyClass: CopyClass
  public var custodian: Custodian
  /// Since the first receipt.
  public var copies: Int
  /// Of these, those that the custodian erased on its own clock, before anybody asked.
  public var onOwnClock: Int
  /// Of these, those that were proven gone only after their deadline.
  public var late: Int
  /// As the three above, in the last `Transparency.days` days.
  public var recentCopies: Int
  public var recentOnOwnClock: Int
  public var recentLate: Int
  /// The longest time between received and read back in the last `Transparency.days` days, in milliseconds.
  public var longestStay: Int64?

  enum CodingKeys: String, CodingKey {
    case copyClass = "class"
    case custodian, copies, onOwnClock, late, recentCopies, recentOnOwnClock, recentLate, longestStay
  }

  public init(
    copyClass: CopyClass, custodian: Custodian, copies: Int, onOwnClock: Int, late: Int, recentCopies: Int,
    recentOnOwnClock: Int, recentLate: Int, longestStay: Int64?
  ) {
    self.copyClass = copyClass
    self.custodian = custodian
    self.copies = copies
    self.onOwnClock = onOwnClock
    self.late = late
    self.recentCopies = recentCopies
    self.recentOnOwnClock = recentOnOwnClock
    self.recentLate = recentLate
    self.longestStay = longestStay
  }
}

/// How many copies of one class were proven gone on one day.
public struct ErasuresOfDay: Codable, Sendable, Hashable {
  public var day: Day
  public var copyClass: CopyClass
  public var copies: Int

  enum CodingKeys: String, CodingKey {
    case copyClass = "class"
    case day, copies
  }

  public init(day: Day, copyClass: CopyClass, copies: Int) {
    self.day = day
    self.copyClass = copyClass
    self.copies = copies
  }
}

/// How many alarms rang at some time of one day.
public struct AlarmsOfDay: Codable, Sendable, Hashable {
  public var day: Day
  public var alarms: Int

  public init(day: Day, alarms: Int) {
    self.day = day
    self.alarms = alarms
  }
}

/// A custodian that does not answer the janitor.
public struct SilentCustodian: Codable, Sendable, Hashable {
  public var name: ServiceName
  public var since: Moment

  public init(name: ServiceName, since: Moment) {
    self.name = name
    self.since = since
  }
}
