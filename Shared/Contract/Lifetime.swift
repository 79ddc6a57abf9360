/// A length of time as the contract writes it: `30d`, `24h`, `10min`, `8s`.
public struct Lifetime: Codable, Sendable, Hashable, CustomStringConvertible {
  public let seconds: Int
  /// As the contract writes it.
  public let description: String
  public var duration: Duration { .seconds(seconds) }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    let units = [("min", 60), ("d", 86_400), ("h", 3_600), ("s", 1)]
    for (unit, size) in units where text.hasSuffix(unit) {
      guard let count = Int(text.dropLast(unit.count)), (0..<1_000_000_000).contains(count) else { break }
      seconds = count * size
      description = text
      return
    }
    throw DecodingError.dataCorruptedError(
      in: container, debugDescription: "'\(text)' is no length of time such as 30d, 24h, 10min or 8s")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  public static func == (a: Lifetime, b: Lifetime) -> Bool { a.seconds == b.seconds }
  public func hash(into hasher: inout Hasher) { hasher.combine(seconds) }
}
