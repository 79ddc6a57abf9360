/// Lets some in at a time, in the order in which they came, as far as there is room. The others' bytes wait where they
/// are.
public actor Gate {
  private struct Waiting {
    let name: Copy.ID?
    let size: Int
    let continuation: CheckedContinuation<Int?, Never>
  }

  private let capacity: Int
  private var free: Int
  private var waiting: [Waiting] = []

  /// - Parameter capacity: of all that are inside together, in whatever their sizes are.
  public init(capacity: Int) {
    self.capacity = capacity
    free = capacity
  }

  /// Whether somebody waits.
  public var isAwaited: Bool { !waiting.isEmpty }

  /// - Parameters:
  ///   - size: how much room it takes. Who is larger than all there is gets in when nobody else is inside.
  ///   - skipped: what comes of it for who waits no longer, see `skip`. Without it, `body` is run then, too.
  public nonisolated func pass<Result: Sendable, Failure: Error>(
    as name: Copy.ID? = nil, size: Int = 1, ifSkipped skipped: Result? = nil,
    _ body: @Sendable () async throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    let entered = await enter(name, min(size, capacity))
    if entered == nil, let skipped { return skipped }
    let taken = entered ?? 0
    do throws(Failure) {
      let result = try await body()
      await leave(taken)
      return result
    } catch {
      await leave(taken)
      throw error
    }
  }

  /// Who still waits does so no longer: what was said for that case comes of it, or else it gets in and takes no room.
  public func skip(_ name: Copy.ID) {
    guard let index = waiting.firstIndex(where: { $0.name == name }) else { return }
    waiting.remove(at: index).continuation.resume(returning: nil)
    letIn()
  }

  /// - Returns: how much room it takes; `nil` for who was skipped.
  private func enter(_ name: Copy.ID?, _ size: Int) async -> Int? {
    if waiting.isEmpty, size <= free {
      free -= size
      return size
    }
    return await withCheckedContinuation { waiting.append(Waiting(name: name, size: size, continuation: $0)) }
  }

  private func leave(_ size: Int) {
    free += size
    letIn()
  }

  private func letIn() {
    while let next = waiting.first, next.size <= free {
      free -= next.size
      waiting.removeFirst().continuation.resume(returning: next.size)
    }
  }
}
