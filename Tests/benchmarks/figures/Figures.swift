import Foundation

/// Numbers as a person reads them in a table: right-aligned, no more digits than mean something.
package enum Figures {
  package static func short(_ value: Double) -> String {
    value >= 100 || value == value.rounded()
      ? String(format: "%.0f", value) : String(format: value < 10 ? "%.2f" : "%.1f", value)
  }

  package static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  package static func microseconds(_ value: Double) -> String { right(String(format: "%.1f µs", value), 12) }
  package static func perSecond(_ value: Double) -> String { right(grouped(value), 10) }
  package static func ratio(_ value: Double?) -> String { right(value.map(short) ?? "–", 9) }
  package static func megabytesPerSecond(_ value: Double) -> String { right("\(grouped(value / 1e6)) MB/s", 12) }

  private static func grouped(_ value: Double) -> String {
    let digits = Array(String(Int(value.rounded())))
    return digits.indices.reduce(into: "") { text, index in
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digits[index])
    }
  }
}
