import Shared

/// What the tally can be asked.
enum TallyRequest: ServiceRequest, Hashable {
  /// Writes the name down.
  case add(name: String)
  /// Reads the bytes that come along, then writes down the name and their digest.
  case keep(name: String)
  /// Answers with that many bytes.
  case give(bytes: Int)

  typealias Reply = TallyReply
  static let receiver = ServiceName.uploadStore

  var callers: Set<ServiceName> { [.gateway] }

  var isRead: Bool {
    switch self {
    case .add, .keep: false
    case .give: true
    }
  }

  var hasAttachment: Bool {
    switch self {
    case .keep: true
    case .add, .give: false
    }
  }
}

enum TallyReply: Message, Hashable {
  /// In which row the name stands: no two requests may be told the same one.
  case written(row: Int)
  case given

  var hasAttachment: Bool {
    switch self {
    case .written: false
    case .given: true
    }
  }
}
