/// The few figures that say how a series went.
package enum Statistics {
  /// The smallest value that is no less than `percent` per cent of all; `sorted` is not empty.
  package static func percentile<Value: Comparable>(_ percent: Int, of sorted: [Value]) -> Value {
    precondition(!sorted.isEmpty, "there is no percentile of nothing")
    return sorted[max(0, (sorted.count * percent + 99) / 100 - 1)]
  }

  /// The value in the middle, or between the two in the middle.
  package static func median(_ values: [Double]) -> Double {
    precondition(!values.isEmpty, "there is no median of nothing")
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
