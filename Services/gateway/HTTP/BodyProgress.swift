import Hummingbird
import Synchronization

/// Whether a request's body was read to its end.
final class BodyProgress: Sendable {
  private let isUnread = Mutex(false)

  /// Looks at the head: does a body follow?
  func begin(_ headers: HTTPFields) {
    isUnread.withLock { $0 = headers.announceBody }
  }

  func end() { isUnread.withLock { $0 = false } }

  var isWhole: Bool { isUnread.withLock { !$0 } }
}
