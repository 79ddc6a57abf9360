/// The decisions of one process. Everything that changes its state enters here, one event at a time, each in one
/// database transaction; what it wants done leaves as outputs of the turn.
///
/// A service knows no clock, no randomness and no network: the `Turn` hands in the time and draws, a `Runner` performs
/// effects, and what came of them enters as the next event. The same events with the same draws give the same outputs;
/// that is what makes a recording a test.
public protocol Service: Sendable {
  associatedtype Request: ServiceRequest
  /// Something to be done outside: a file, a vendor, another process.
  associatedtype Effect: Codable & Sendable & Hashable
  /// What came of an effect.
  associatedtype Outcome: Codable & Sendable & Hashable
  /// Names the bytes that go with a reply; the runner opens them.
  associatedtype Object: Codable & Sendable & Hashable
  /// What it tells whoever listens; `NoEvent` if nothing.
  associatedtype Published: EventMessage = NoEvent
  /// All that decisions depend on besides events: it stands at the head of every recording.
  associatedtype Settings: Codable & Sendable

  /// SQL scripts, applied once each, in order. Only ever append.
  static var tables: [String] { get }
  /// A fresh instance that decides as one with these settings did; secrets it needs are made up.
  init(replaying settings: Settings) throws
  var settings: Settings { get }

  /// Throwing a `Refusal` undoes the turn and refuses the request; any other error undoes it and is a fault of ours.
  func handle(_ event: Event<Self>, _ turn: Turn<Self>) throws
  /// Numbers for `status`: what is held, in which states. Never anything personal.
  func counts(_ database: Database) throws -> [String: Int]
  /// How things stand with a topic, for who begins to listen to it; `nil` if there is nothing to say.
  func current(_ topic: EventTopic, _ database: Database) throws -> Published?
}

extension Service {
  public func current(_ topic: EventTopic, _ database: Database) throws -> Published? { nil }
}

/// Bytes never go with this service's replies: there is no such value.
public enum NoObject: Codable, Sendable, Hashable {
  public init(from decoder: any Decoder) throws { throw DecodingError.noValue(decoder) }
  public func encode(to encoder: any Encoder) throws {}
}

/// This service publishes no events: there is no such value.
public enum NoEvent: EventMessage {
  public static var publisher: ServiceName { preconditionFailure("nobody publishes it") }
  public var topic: EventTopic { switch self {} }

  public init(from decoder: any Decoder) throws { throw DecodingError.noValue(decoder) }
  public func encode(to encoder: any Encoder) throws {}
}

extension DecodingError {
  fileprivate static func noValue(_ decoder: any Decoder) -> DecodingError {
    .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "there is no such value"))
  }
}

public enum Event<S: Service> {
  /// The process started, perhaps after a crash: begin again what the store says is unfinished.
  case started
  /// Time passed: look for what is due.
  case ticked
  case request(S.Request, Asker)
  case outcome(S.Outcome)
}

/// What a service wants done at the end of a turn, once its transaction is committed.
public enum Output<S: Service>: Sendable {
  case reply(to: Envelope.ID, S.Request.Reply, object: S.Object?)
  case refuse(to: Envelope.ID, Refusal)
  case perform(S.Effect)
  /// May be lost on its way.
  case publish(S.Published)
}

/// Performs what a service wants done. Only runners await.
public protocol Runner<S>: Sendable {
  associatedtype S: Service
  /// - Parameter attachments: the bytes that came with a request still unanswered.
  /// - Returns: what came of it; failures too are outcomes.
  func perform(_ effect: S.Effect, attachments: @Sendable (Envelope.ID) -> Attachment?) async -> S.Outcome?
  func open(_ object: S.Object) async throws(Refusal) -> Attachment
}

extension Runner where S.Object == NoObject {
  public func open(_ object: NoObject) async throws(Refusal) -> Attachment {}
}
