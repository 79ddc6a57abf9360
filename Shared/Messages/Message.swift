/// One conversation's requests or replies: an enum, handled by one `switch` without `default`.
public protocol Message: Codable, Sendable {
  /// Raised when an older reader could misunderstand a newer message.
  static var schema: Int { get }
  /// Whether bytes travel beside it, as an attachment.
  var hasAttachment: Bool { get }
}

extension Message {
  public static var schema: Int { 1 }
  public var hasAttachment: Bool { false }

  /// The name of the case, without its values: safe in any log.
  public var kind: String {
    let mirror = Mirror(reflecting: self)
    return mirror.displayStyle == .enum ? mirror.children.first?.label ?? "\(self)" : "\(Self.self)"
  }
}

/// Requests, and the replies that belong to them.
public protocol RequestMessage: Message {
  associatedtype Reply: Message
  static var conversation: Conversation { get }
  /// Which processes may send this one, if they may open the conversation (`Conversations`). The receiver itself always
  /// may: that is how its command line asks it.
  var callers: Set<ServiceName> { get }
  /// Whether it changes nothing, so that a repeat needs no remembered answer.
  var isRead: Bool { get }
}

/// The requests that one process answers.
public protocol ServiceRequest: RequestMessage {
  static var receiver: ServiceName { get }
}

extension ServiceRequest {
  public static var conversation: Conversation { .service }
}

/// Which of a process's two conversations a message belongs to.
public enum Conversation: String, Codable, Sendable, CaseIterable {
  /// The process's own business.
  case service
  /// What every process answers in the same words (`DeskRequest`).
  case desk
}
