/// What came of feeding a recording to a fresh instance.
public struct ReplayResult: Codable, Sendable {
  /// One event after which the instance wanted something else than was recorded.
  public struct Difference: Codable, Sendable {
    public var turn: Int
    public var event: String
    public var recorded: [JSONValue]
    public var replayed: [JSONValue]

    public init(turn: Int, event: String, recorded: [JSONValue], replayed: [JSONValue]) {
      self.turn = turn
      self.event = event
      self.recorded = recorded
      self.replayed = replayed
    }
  }

  public var turns: Int
  public var differences: [Difference]

  public init(turns: Int, differences: [Difference] = []) {
    self.turns = turns
    self.differences = differences
  }
}
