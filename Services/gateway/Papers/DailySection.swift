import Shared

/// The last days as a chart, and the same numbers as a table.
struct DailySection {
  let document: TransparencyDocument

  private var sum: Int { document.days.reduce(0) { $0 + $1.sum } }
  /// Those that occur, in a fixed order.
  private var classes: [CopyClass] {
    let seen = Set(document.days.flatMap { $0.erased.map(\.copyClass) })
    return HeldCards.order.filter(seen.contains)
      + CopyClass.allCases.filter {
        seen.contains($0) && !HeldCards.order.contains($0)
      }
  }

  var markup: Markup {
    """
    <section aria-labelledby="days-title">
    <h2 id="days-title">The last \(document.daysCovered) days</h2>
    <p>\(words)</p>
    <figure class="chart-figure">
    \(legend)
    \(DailyChart(days: document.days, classes: classes, size: .wide).svg)
    \(DailyChart(days: document.days, classes: classes, size: .narrow).svg)
    </figure>
    \(sum == 0 && !hasAlarms ? .nothing : table)
    </section>
    """
  }

  private var words: String {
    let alarmed = document.days.count { $0.alarms > 0 }
    let alarms = alarmed == 0 ? "No alarm rang." : "An alarm rang on \(alarmed.counting("day", "days"))."
    guard sum > 0 else { return "Nothing was erased. \(alarms)" }
    let erased = sum.counting("copy was", "copies were")
    return "\(erased) erased, read back and found gone, each with a receipt. \(alarms)"
  }

  private var hasAlarms: Bool { document.days.contains { $0.alarms > 0 } }

  private var legend: Markup {
    guard !classes.isEmpty || hasAlarms else { return .nothing }
    let items = classes.map { copyClass in
      """
      <li><svg class="key" viewBox="0 0 12 12" aria-hidden="true"><rect class="fill-\(copyClass.rawValue)" width="12" \
      height="12" rx="3"/></svg>\(copyClass.plural)</li>
      """ as Markup
    }
    let alarm: Markup = """
      <li><svg class="key" viewBox="0 0 12 12" aria-hidden="true">\
      <circle class="fill-alarm" cx="6" cy="6" r="4.5"/></svg>An alarm rang</li>
      """
    return "<ul class=\"legend\">\(items)\(hasAlarms ? alarm : .nothing)</ul>"
  }

  private var table: Markup {
    """
    <details>
    <summary>The same as a table</summary>
    <div class="wide-table">
    <table>
    <caption class="only-read">Copies proven gone, by day</caption>
    <thead><tr><th scope="col">Day (UTC)</th>\
    \(classes.map { "<th scope=\"col\" class=\"number\">\($0.plural)</th>" as Markup })\
    <th scope="col" class="number">Alarms</th></tr></thead>
    <tbody>
    \(document.days.reversed().filter { $0.sum > 0 || $0.alarms > 0 }.map(row))
    </tbody>
    </table>
    </div>
    <p class="fine">Days that are not listed had none.</p>
    </details>
    """
  }

  private func row(_ day: DayDocument) -> Markup {
    let cells = classes.map { copyClass in
      let copies = day.erased.first { $0.copyClass == copyClass }?.copies ?? 0
      return "<td class=\"number\">\(copies.phrase)</td>" as Markup
    }
    return """
      <tr><th scope="row"><time datetime="\(day.day.description)">\(day.day.phrase)</time></th>\(cells)\
      <td class="number">\(day.alarms.phrase)</td></tr>
      """
  }
}
