import Shared
import Synchronization

/// So many at once and no more; who comes when all are taken is told to come again.
final class Slots: Sendable {
  private let free: Mutex<Int>

  init(_ count: Int) { free = Mutex(count) }

  /// Held for as long as the `Slot` lives.
  func take() throws(Refusal) -> Slot {
    let isFree = free.withLock { free in
      guard free > 0 else { return false }
      free -= 1
      return true
    }
    guard isFree else { throw Refusal(.busy, "Many people are here at the moment. Try again in a few seconds.") }
    return Slot(self)
  }

  fileprivate func give() { free.withLock { $0 += 1 } }
}

/// One of the `Slots`, given back at its end.
final class Slot: Sendable {
  private let slots: Slots

  fileprivate init(_ slots: Slots) { self.slots = slots }

  deinit { slots.give() }
}
