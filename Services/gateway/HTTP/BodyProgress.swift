import Hummingbird
import Synchronization

/// Whether a request's body was read to its end.
final class BodyProgress: Sendable {
  private let isUnread = Mutex(false)

  /// Looks at the head: does a body follow?
  func begin(_ headers: HTTPFields) {
    let hasBody = headers[.transferEncoding] != nil || headers[.contentLength].map { $0 != "0" } ?? false
    isUnread.withLock { $0 = hasBody }
  }

  func end() { isUnread.withLock { $0 = false } }

  var isWhole: Bool { isUnread.withLock { !$0 } }
}
