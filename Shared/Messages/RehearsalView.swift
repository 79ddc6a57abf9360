/// A rehearsal, as far as it has come: a synthetic subject goes through the real deployment, and is proven gone.
public struct RehearsalView: Codable, Sendable, Hashable {
  public typealias ID = Identifier<RehearsalView>

  public struct Step: Codable, Sendable, Hashable {
    /// For people: "waiting for avatars".
    public var name: String
    public var begunAt: Moment
    public var endedAt: Moment?

    public init(name: String, begunAt: Moment, endedAt: Moment? = nil) {
      self.name = name
      self.begunAt = begunAt
      self.endedAt = endedAt
    }
  }

  public struct Failure: Codable, Sendable, Hashable {
    /// In which step.
    public var step: String
    /// What happened, and what to do.
    public var sentence: String
    public var at: Moment

    public init(step: String, sentence: String, at: Moment) {
      self.step = step
      self.sentence = sentence
      self.at = at
    }
  }

  public var id: ID
  public var startedAt: Moment
  /// When its account was gone, whether or not it failed before.
  public var endedAt: Moment?
  public var steps: [Step]
  /// How many there ever were, anywhere.
  public var copies: Int
  public var failure: Failure?

  public init(
    id: ID, startedAt: Moment, endedAt: Moment? = nil, steps: [Step] = [], copies: Int = 0, failure: Failure? = nil
  ) {
    self.id = id
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.steps = steps
    self.copies = copies
    self.failure = failure
  }

  public var hasSucceeded: Bool { endedAt != nil && failure == nil }
}
