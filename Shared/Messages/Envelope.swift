/// What surrounds every message: who sends what, for how long it matters, and under which key a repeat is known.
public struct Envelope: Codable, Sendable, Equatable {
  public enum Tag {}
  public typealias ID = Identifier<Tag>

  /// One sending of one message; a retry has a new one.
  public var id: ID
  /// The same for every retry of one request; the receiver carries it out at most once.
  public var idempotencyKey: String
  public var sender: ServiceName
  public var receiver: ServiceName
  public var conversation: Conversation
  /// The name of the enum case, for logs and recordings.
  public var kind: String
  public var schema: Int
  public var sentAt: Moment
  /// After this the sender no longer waits; a receiver drops what arrives later.
  public var deadline: Moment
  /// Which retention contract the sender keeps: `RetentionContract.digest`. Absent where none is kept.
  public var contract: String?
  /// W3C trace context, passed on unchanged.
  public var traceParent: String?
  /// Whether an attachment follows, and its length in bytes if known.
  public var attachment: AttachmentHead?

  public init(
    id: ID, idempotencyKey: String, sender: ServiceName, receiver: ServiceName, conversation: Conversation,
    kind: String, schema: Int, sentAt: Moment, deadline: Moment, contract: String? = nil,
    traceParent: String? = nil, attachment: AttachmentHead? = nil
  ) {
    self.id = id
    self.idempotencyKey = idempotencyKey
    self.sender = sender
    self.receiver = receiver
    self.conversation = conversation
    self.kind = kind
    self.schema = schema
    self.sentAt = sentAt
    self.deadline = deadline
    self.contract = contract
    self.traceParent = traceParent
    self.attachment = attachment
  }
}

/// What is said of an attachment before its first byte.
public struct AttachmentHead: Codable, Sendable, Hashable {
  /// In bytes; absent if the sender does not know it yet.
  public var length: Int?
  public init(length: Int?) { self.length = length }
}

/// What surrounds every answer.
public struct ReplyEnvelope: Codable, Sendable, Equatable {
  public enum Status: String, Codable, Sendable, CaseIterable { case done, refused }

  /// The `Envelope.id` that this answers.
  public var to: Envelope.ID
  public var status: Status
  public var kind: String
  public var schema: Int
  public var sentAt: Moment
  public var attachment: AttachmentHead?

  public init(
    to: Envelope.ID, status: Status, kind: String, schema: Int, sentAt: Moment, attachment: AttachmentHead? = nil
  ) {
    self.to = to
    self.status = status
    self.kind = kind
    self.schema = schema
    self.sentAt = sentAt
    self.attachment = attachment
  }
}
