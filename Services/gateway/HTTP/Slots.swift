import Shared
import Synchronization

/// So many at once and no more, and so many of one caller; who comes when all are taken is told to come again.
final class Slots: Sendable {
  private struct State {
    var free: Int
    var taken: [AccessToken: Int] = [:]
  }

  private let state: Mutex<State>
  private let ofEach: Int

  init(_ count: Int, ofEach: Int = .max) {
    state = Mutex(State(free: count))
    self.ofEach = ofEach
  }

  /// Held for as long as the `Slot` lives.
  func take(for caller: AccessToken?) throws(Refusal) -> Slot {
    let refusal: Refusal? = state.withLock { state in
      guard state.free > 0 else { return Self.full }
      if let caller {
        guard state.taken[caller, default: 0] < ofEach else { return Self.many }
        state.taken[caller, default: 0] += 1
      }
      state.free -= 1
      return nil
    }
    if let refusal { throw refusal }
    return Slot(self, of: caller)
  }

  private static let full = Refusal(.busy, "Many people are here at the moment. Try again in a few seconds.")
  private static let many = Refusal(.busy, "You do this many times at once. Wait until one of them is done.")

  fileprivate func give(_ caller: AccessToken?) {
    state.withLock { state in
      state.free += 1
      guard let caller, let taken = state.taken[caller] else { return }
      state.taken[caller] = taken > 1 ? taken - 1 : nil
    }
  }
}

/// One of the `Slots`, given back at its end.
final class Slot: Sendable {
  private let slots: Slots
  private let caller: AccessToken?

  fileprivate init(_ slots: Slots, of caller: AccessToken?) {
    self.slots = slots
    self.caller = caller
  }

  deinit { slots.give(caller) }
}
