import Shared

/// Lets some in at a time, in the order in which they came. The others' bytes wait where they are.
actor Gate {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(places: Int) { free = places }

  nonisolated func pass<Result: Sendable>(
    _ body: @Sendable () async throws(Refusal) -> Result
  ) async throws(Refusal) -> Result {
    await enter()
    do throws(Refusal) {
      let result = try await body()
      await leave()
      return result
    } catch {
      await leave()
      throw error
    }
  }

  private func enter() async {
    guard free == 0 else { return free -= 1 }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
