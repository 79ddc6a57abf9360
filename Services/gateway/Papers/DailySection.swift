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
    \(sum == 0 ? .nothing : table)
    </section>
    """
  }

  private var words: String {
    sum == 0
      ? "No copy had to be erased."
      : "\(sum.counting("copy was", "copies were")) erased, read back and found gone, each with a receipt."
  }

  private var legend: Markup {
    guard !classes.isEmpty else { return .nothing }
    let items = classes.map { copyClass in
      """
      <li><svg class="key" viewBox="0 0 12 12" aria-hidden="true"><rect class="fill-\(copyClass.rawValue)" width="12" \
      height="12" rx="3"/></svg>\(copyClass.plural)</li>
      """ as Markup
    }
    return "<ul class=\"legend\">\(items)</ul>"
  }

  private var table: Markup {
    """
    <details>
    <summary>The same as a table</summary>
    <div class="wide-table">
    <table>
    <caption class="only-read">Copies proven gone, by day</caption>
    <thead><tr><th scope="col">Day (UTC)</th>\
    \(classes.map { "<th scope=\"col\" class=\"number\">\($0.plural)</th>" as Markup })</tr></thead>
    <tbody>
    \(document.days.reversed().filter { $0.sum > 0 }.map(row))
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
    return "<tr><th scope=\"row\"><time datetime=\"\(day.day.description)\">\(day.day.phrase)</time></th>\(cells)</tr>"
  }
}
