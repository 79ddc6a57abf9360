import Shared

/// What the janitor told everybody, as Prometheus reads it. While it does not answer there is one line that says so,
/// and no old number that looks like a new one.
struct TransparencyMetrics {
  let notice: Notice?

  var text: String {
    let isHeard = notice?.isCurrent ?? false
    let heard = gauge("janitor_heard", "Whether the janitor answers.", [("", isHeard ? 1 : 0)])
    guard let told = notice?.transparency, isHeard else { return heard }
    return ([heard] + held(told) + erased(told) + state(told)).joined()
  }

  private func held(_ told: Transparency) -> [String] {
    let oldest = told.held.compactMap { summary in
      summary.oldest.map { (labels(summary), (told.at - $0.receivedAt).milliseconds / 1000) }
    }
    let overdue = told.held.compactMap { summary in
      summary.oldest.map { (labels(summary), max(0, (told.at - $0.mustBeGoneBy).milliseconds / 1000)) }
    }
    return [
      gauge("held_copies", "Copies held.", told.held.map { (labels($0), Int64($0.copies)) }),
      gauge(
        "unproven_copies", "Copies deleted and not yet proven gone.", told.held.map { (labels($0), Int64($0.unproven)) }
      ),
      gauge("oldest_copy_seconds", "Age of the copy that must go first.", oldest),
      gauge("overdue_seconds", "How long that copy has been past its must-be-gone-by.", overdue),
    ]
  }

  private func erased(_ told: Transparency) -> [String] {
    [
      counter("erasures_total", "Copies proven gone.", told.erased.map { (labels($0), $0.copies) }),
      counter(
        "own_clock_erasures_total", "Copies their custodian erased before the janitor asked.",
        told.erased.map { (labels($0), $0.onOwnClock) }),
      counter(
        "late_erasures_total", "Copies proven gone after their deadline.", told.erased.map { (labels($0), $0.late) }),
      counter("receipts_total", "Receipts in the book.", [("", told.receipts)]),
      counter("found_readable_total", "Copies that were read although deleted.", [("", told.foundReadable)]),
    ]
  }

  private func state(_ told: Transparency) -> [String] {
    let silent = told.silent.map { ("custodian=\"\($0.name.rawValue)\"", Int64(1)) }
    let alarms = Alarm.Kind.allCases.map { kind in
      ("kind=\"\(kind.rawValue)\"", Int64(told.alarms.count { $0.kind == kind }))
    }
    let rehearsed = told.lastRehearsal.map { [("", $0.milliseconds / 1000)] } ?? []
    return [
      gauge("last_rehearsal_timestamp_seconds", "When a rehearsal was last through.", rehearsed),
      gauge("alarms_ringing", "Alarms that ring, by kind.", alarms),
      gauge("intake_open", "Whether new photos are taken in.", [("", told.isIntakeOpen ? 1 : 0)]),
      gauge("silent_custodians", "How many custodians do not answer.", [("", Int64(told.silent.count))]),
      gauge("custodian_silent", "The custodians that do not answer.", silent),
    ]
  }

  private func labels(_ summary: HoldingSummary) -> String { labels(summary.copyClass, summary.custodian) }
  private func labels(_ summary: ErasureSummary) -> String { labels(summary.copyClass, summary.custodian) }
  private func labels(_ copyClass: CopyClass, _ custodian: Custodian) -> String {
    "class=\"\(copyClass.rawValue)\",custodian=\"\(custodian.rawValue)\""
  }

  private func gauge(_ name: String, _ help: String, _ values: [(String, Int64)]) -> String {
    series("gauge", name, help, values)
  }

  private func counter(_ name: String, _ help: String, _ values: [(String, Int)]) -> String {
    series("counter", name, help, values.map { ($0.0, Int64($0.1)) })
  }

  /// Names and labels are ours: nothing in them needs an escape.
  private func series(_ type: String, _ name: String, _ help: String, _ values: [(String, Int64)]) -> String {
    let lines = values.map { labels, value in
      "mayfly_\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(value)\n"
    }
    return "# HELP mayfly_\(name) \(help)\n# TYPE mayfly_\(name) \(type)\n" + lines.joined()
  }
}
