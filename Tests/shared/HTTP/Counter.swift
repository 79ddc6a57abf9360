import Foundation

/// A number that threads add to and wait for.
///
/// `@unchecked Sendable`: `count` is used under `condition`.
final class Counter: @unchecked Sendable {
  private let condition = NSCondition()
  private var count = 0

  var value: Int { condition.withLock { count } }

  func add(_ more: Int) {
    condition.withLock { count += more }
    condition.broadcast()
  }

  func set(_ value: Int) {
    condition.withLock { count = value }
    condition.broadcast()
  }

  /// Blocks the server's thread, half a minute at most.
  func wait(until least: Int) {
    let deadline = Date(timeIntervalSinceNow: 30)
    condition.withLock {
      while count < least, condition.wait(until: deadline) {}
    }
  }
}
