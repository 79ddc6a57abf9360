/// What every process answers, whatever its business: is it there, and how does it stand?
public enum DeskRequest: RequestMessage, Hashable {
  case ping
  case status

  public typealias Reply = DeskReply
  public static let conversation = Conversation.desk

  public var callers: Set<ServiceName> {
    switch self {
    case .ping: Set(ServiceName.allCases)
    // For operators.
    case .status: []
    }
  }

  public var isRead: Bool { true }
}

public enum DeskReply: Message, Hashable {
  case pong(startedAt: Moment, contractDigest: String)
  /// Numbers of what is held and under way, by name. Nothing personal.
  case status([String: Int])
}
