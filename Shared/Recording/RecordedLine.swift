/// One line of a recording.
///
/// A turn is one input line (`started`, `ticked`, `request`, `outcome`) and the output lines (`reply`, `refusal`,
/// `effect`) that follow it with the same `turn`. `sent`, `received` and `failed` lines show what effects exchanged
/// with other processes, and `attachment` lines what bytes passed, as length and digest.
public struct RecordedLine: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable {
    case head
    case started, ticked, request, outcome
    case reply, refusal, effect, event
    case sent, received, failed
    case attachment
  }

  public var line: Kind
  public var at: Moment
  /// What the machine's clock showed, where that disagreed.
  public var wall: Moment?
  public var turn: Int?
  /// With a request: its envelope, the idempotency key as a pseudonym.
  public var envelope: Envelope?
  /// With a request: who really sent it.
  public var asker: Asker?
  /// With an answer: the request's id.
  public var to: Envelope.ID?
  /// The name of the enum case.
  public var kind: String?
  public var message: JSONValue?
  /// With a reply: which bytes went with it.
  public var object: JSONValue?
  var drawn: [Drawn]?
  public var bytes: Int?
  public var digest: String?
  public var service: ServiceName?

  init(_ line: Kind, at: Moment, turn: Int? = nil) {
    self.line = line
    self.at = at
    self.turn = turn
  }
}
