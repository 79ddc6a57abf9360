import Foundation
import Shared
import TestSupport

/// What outages of a week do to the promises, as the README shows it: computed, not claimed.
struct OutageTable {
  static let seeds = 1...UInt64(2)
  /// Their days: one before the outage, the week, and two after it.
  static let days = 10

  /// What was found of one outage in all its lives.
  fileprivate struct Finding {
    var readable = 0
    var atAstria = 0
    /// The least time that was left when an alarm rang about what could not go.
    var warning: Duration?
    var isUnwarned = false
    var waits = false
    var endless = 0
    var over = Duration.zero
  }

  static func make() throws -> String {
    let stores = Stores()
    let head = """
      | off for a week | P1 nothing readable after its deadline | P3 erasure at once | P8, P13 outcomes | P14 all gone \
      after the return | P15 the alarm |
      |---|---|---|---|---|---|
      """
    return try ([head] + Outage.all.map { try line($0, stores) }).joined(separator: "\n")
  }

  private static func line(_ outage: Outage, _ stores: Stores) throws -> String {
    var finding = Finding()
    for seed in seeds {
      let world = try Life(seed: seed, days: days, outage: outage).live(in: stores)
      if let broken = world.broken { throw broken }
      finding.add(world, outage)
    }
    let cells = [
      outage.name, finding.p1, finding.waits ? "goes on at the return" : "holds", finding.endings, finding.p14,
      finding.p15,
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }
}

extension OutageTable.Finding {
  fileprivate mutating func add(_ world: World, _ outage: Outage) {
    let late = world.promises.late
    readable += late.readable.count
    atAstria += late.atAstria.count
    if let least = late.leastWarning { warning = min(warning ?? least, least) }
    isUnwarned = isUnwarned || late.isUnwarned
    waits = waits || late.erasureWaited
    endless += world.promises.orders.values.count { $0.outcome == nil }
    over = max(over, (world.promises.lastGoneAt ?? World.start) - (World.start + Outage.begins + Outage.lasts))
  }

  fileprivate var p1: String {
    switch (readable > 0, atAstria > 0) {
    case (false, false): "holds"
    case (true, false): "cannot hold: bytes and key lie on the disks of two machines that are off"
    case (false, true): "cannot hold at Astria, which has tunes that nobody can delete; holds with us"
    case (true, true): "cannot hold, with us nor at Astria"
    }
  }

  fileprivate var endings: String {
    endless == 0 ? "each ended, with its reason" : "\(endless) without an end"
  }

  fileprivate var p14: String {
    over <= .zero ? "before it" : "within \(Int(over.milliseconds / 3_600_000) + 1) h"
  }

  fileprivate var p15: String {
    if isUnwarned { return "none from the janitor, which is off: watch `janitor check` from outside" }
    guard let warning else { return "nothing to save" }
    return "at least \(Int(warning.milliseconds / 3_600_000)) h before the deadline"
  }
}

extension Outage {
  fileprivate var name: String {
    parts.map { $0 == .astria ? "Astria" : $0 == .janitor ? "`janitor`" : "`upload-store`" }.joined(separator: " and ")
  }
}
