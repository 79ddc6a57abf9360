import Foundation

/// A value behind a lock. Not `Synchronization.Mutex`, of whose lock ThreadSanitizer sees nothing on Linux: it would
/// take each use for a race, and real ones would drown.
///
/// `@unchecked Sendable`: every access to `value` holds `lock`.
final class Guarded<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  init(_ value: consuming sending Value) { self.value = value }

  func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
