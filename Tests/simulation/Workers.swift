import Shared
import Synchronization

/// Lives many lives, on two threads: each takes the next seed when it is through with one.
struct Workers {
  struct Result: Sendable {
    var lives = 0
    var steps = 0
    var orders = 0
    var broken: [BrokenPromise] = []
    var sometimes: [Sometimes: Int] = [:]
    var seconds = 0.0

    var rate: String {
      let perSecond = Double(lives) / max(seconds, 0.001)
      return
        "\(lives) seeds, \(orders) photosessions, \(steps) steps in \(Int(seconds)) s: \(Int(perSecond)) seeds a second"
    }
  }

  private static let threads = 2
  /// So many failures tell enough.
  private static let brokenMax = 3

  /// - Parameter life: of a seed.
  static func live(_ seeds: [UInt64], _ life: @escaping @Sendable (UInt64) -> Life) async throws -> Result {
    let clock = ContinuousClock()
    let start = clock.now
    let shift = Shift(seeds)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<threads {
        group.addTask {
          let stores = Stores()
          while let seed = shift.next() { shift.note(try life(seed).live(in: stores)) }
        }
      }
      try await group.waitForAll()
    }
    var result = shift.result
    result.seconds = (clock.now - start) / .seconds(1)
    return result
  }

  /// The seeds that are left, and what came of the others.
  private final class Shift: Sendable {
    private static let progressEvery = 1000
    private let state: Mutex<(left: ArraySlice<UInt64>, result: Result)>

    init(_ seeds: [UInt64]) { state = Mutex((seeds[...], Result())) }

    var result: Result { state.withLock { $0.result } }

    func next() -> UInt64? {
      state.withLock { $0.result.broken.count < brokenMax ? $0.left.popFirst() : nil }
    }

    func note(_ world: World) {
      let (lives, left) = state.withLock {
        $0.result.note(world)
        return ($0.result.lives, $0.left.count)
      }
      if lives % Self.progressEvery == 0 { print("simulation: \(lives) lives, \(left) to come") }
    }
  }
}

extension Workers.Result {
  fileprivate mutating func note(_ world: World) {
    lives += 1
    steps += world.step
    orders += world.promises.orders.count
    for situation in world.sometimes { sometimes[situation, default: 0] += 1 }
    if let found = world.broken { broken.append(found) }
  }
}
