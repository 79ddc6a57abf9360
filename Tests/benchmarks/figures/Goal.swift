/// One figure that a part of the product is meant to reach, and what it did in this run.
package struct Goal: Encodable {
  package enum Direction: String, Encodable {
    case atMost = "≤"
    case atLeast = "≥"
  }

  package let figure: String
  package let direction: Direction
  package let limit: Double
  package let unit: String
  /// `nil` if this run did not measure it.
  package let measured: Double?
  package let isReached: Bool?

  package init(_ figure: String, _ direction: Direction, _ limit: Double, _ unit: String, measured: Double?) {
    self.figure = figure
    self.direction = direction
    self.limit = limit
    self.unit = unit
    self.measured = measured
    isReached = measured.map { direction == .atMost ? $0 <= limit : $0 >= limit }
  }

  package var goalText: String { "\(direction.rawValue) \(Figures.short(limit)) \(unit)" }
  package var measuredText: String { measured.map { "\(Figures.short($0)) \(unit)" } ?? "not measured" }
}
