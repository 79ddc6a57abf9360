import Shared

/// A chart of the last days: a column for each, stacked by class, and below it a mark where an alarm rang. Drawn to
/// one width, so that its words stay readable: a phone gets another drawing than a desk.
struct DailyChart {
  enum Size: String {
    case wide, narrow

    var width: Double { self == .wide ? 680 : 340 }
    var height: Double { self == .wide ? 240 : 210 }
  }

  let days: [DayDocument]
  let classes: [CopyClass]
  let size: Size

  private let left = 40.0
  private let top = 10.0
  /// The dates, and a row for alarms where there were any.
  private var bottom: Double { hasAlarms ? 46 : 26 }
  private var hasAlarms: Bool { days.contains { $0.alarms > 0 } }

  private var plotHeight: Double { size.height - top - bottom }
  private var base: Double { size.height - bottom }
  private var step: Double { (size.width - left) / Double(max(1, days.count)) }
  private var most: Int { days.map(\.sum).max() ?? 0 }
  private var scale: ChartScale { ChartScale(most: most) }

  var svg: Markup {
    """
    <svg class="chart \(size.rawValue)" viewBox="0 0 \(Int(size.width)) \(Int(size.height))" role="img" \
    aria-labelledby="chart-title-\(size.rawValue) chart-desc-\(size.rawValue)">
    <title id="chart-title-\(size.rawValue)">Copies proven gone on each of the last \(days.count) days</title>
    <desc id="chart-desc-\(size.rawValue)">\(description)</desc>
    \((most == 0 ? [0] : scale.marks).map(grid))
    \(days.indices.map(column))
    \(days.indices.map(alarm))
    \(days.indices.filter { (days.count - 1 - $0).isMultiple(of: 7) }.map(label))
    \(most == 0 ? empty : .nothing)
    </svg>
    """
  }

  private var description: String {
    let sum = days.reduce(0) { $0 + $1.sum }
    let alarmed = days.count { $0.alarms > 0 }
    let alarms = alarmed == 0 ? "No alarm rang." : "An alarm rang on \(alarmed.counting("day", "days"))."
    guard sum > 0 else { return "Nothing was erased in these days. \(alarms)" }
    let busiest = days.max { $0.sum < $1.sum }
    let peak = busiest.map { " The most on one day: \($0.sum.phrase), on \($0.day.phrase)." } ?? ""
    return "\(sum.counting("copy", "copies")) in all.\(peak) \(alarms) The table below has every number."
  }

  private func grid(_ mark: Int) -> Markup {
    let y = height(of: mark)
    return """
      <line class="grid" x1="\(at: left)" x2="\(at: size.width)" y1="\(at: y)" y2="\(at: y)"/>\
      <text class="tick" x="\(at: left - 7)" y="\(at: y + 4)">\(mark.phrase)</text>
      """
  }

  private func height(of copies: Int) -> Double {
    base - plotHeight * Double(copies) / Double(max(1, scale.top))
  }

  private func column(_ index: Int) -> Markup {
    let day = days[index]
    let x = left + step * (Double(index) + 0.14)
    var below = 0
    let parts = classes.compactMap { copyClass -> Markup? in
      guard let copies = day.erased.first(where: { $0.copyClass == copyClass })?.copies, copies > 0 else { return nil }
      let (low, high) = (height(of: below), height(of: below + copies))
      below += copies
      return """
        <rect class="fill-\(copyClass.rawValue)" x="\(at: x)" y="\(at: high)" width="\(at: step * 0.72)" \
        height="\(at: max(0.8, low - high - 0.6))"/>
        """
    }
    guard !parts.isEmpty else { return .nothing }
    return "<g><title>\(day.day.phrase): \(day.sum.counting("copy", "copies"))</title>\(parts)</g>"
  }

  private func alarm(_ index: Int) -> Markup {
    let day = days[index]
    guard day.alarms > 0 else { return .nothing }
    return """
      <g class="alarm"><title>\(day.day.phrase): \(day.alarms.counting("alarm", "alarms")) rang</title>\
      <circle class="fill-alarm" cx="\(at: left + step * (Double(index) + 0.5))" cy="\(at: base + 13)" r="4"/></g>
      """
  }

  private func label(_ index: Int) -> Markup {
    let isLast = index == days.count - 1
    let x = isLast ? size.width : left + step * (Double(index) + 0.5)
    return """
      <text class="date\(isLast ? " last" : "")" x="\(at: x)" y="\(at: size.height - 6)">\
      \(isLast ? "today" : days[index].day.phrase)</text>
      """
  }

  private var empty: Markup {
    """
    <text class="nothing" x="\(at: (size.width + left) / 2)" y="\(at: top + plotHeight / 2)">\
    Nothing was erased in these days</text>
    """
  }
}

/// Round numbers for an axis: 1, 2 or 5 times a power of ten, and not too many of them.
struct ChartScale: Equatable {
  let step: Int
  let top: Int
  var marks: [Int] { Array(stride(from: 0, through: top, by: step)) }

  init(most: Int) {
    var power = 1
    while most > power * 20 { power *= 10 }
    step = [1, 2, 5].map { $0 * power }.first { most <= $0 * 4 } ?? power * 5
    top = max(1, (most + step - 1) / step) * step
  }
}

extension DayDocument {
  var sum: Int { erased.reduce(0) { $0 + $1.copies } }
}

extension Markup.Interpolation {
  /// A place in a drawing, to a tenth.
  mutating func appendInterpolation(at place: Double) {
    let tenths = Int((place * 10).rounded())
    appendInterpolation(tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(Double(tenths) / 10)")
  }
}
