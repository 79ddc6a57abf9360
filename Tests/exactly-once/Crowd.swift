import Synchronization

@testable import Shared

/// Sends many requests, so many at a time, and notes how each ended.
final class Crowd: Sendable {
  let count: Int
  private let atOnce: Int
  private let next = Mutex(0)
  private let ends = Mutex<[Int: Result<Int, Refusal>]>([:])

  init(_ count: Int, atOnce: Int) {
    self.count = count
    self.atOnce = atOnce
  }

  /// How each request ended: in the row of which its answer speaks, or in an error.
  var outcome: [Int: Result<Int, Refusal>] { ends.withLock { $0 } }

  /// - Parameter noted: called with the number of requests that have ended, after each.
  func ask(
    noted: @escaping @Sendable (Int) -> Void = { _ in }, _ ask: @escaping @Sendable (Int) async throws(Refusal) -> Int
  ) async {
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<atOnce {
        group.addTask {
          while let number = self.draw() { noted(self.note(number, await Self.end(of: number, ask))) }
        }
      }
    }
  }

  private func draw() -> Int? {
    next.withLock { next in
      guard next < count else { return nil }
      defer { next += 1 }
      return next
    }
  }

  private func note(_ number: Int, _ end: Result<Int, Refusal>) -> Int {
    ends.withLock { ends in
      ends[number] = end
      return ends.count
    }
  }

  private static func end(
    of number: Int, _ ask: @Sendable (Int) async throws(Refusal) -> Int
  ) async -> Result<Int, Refusal> {
    do throws(Refusal) { return .success(try await ask(number)) } catch { return .failure(error) }
  }
}
