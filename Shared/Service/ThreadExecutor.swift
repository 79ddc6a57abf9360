import Foundation

/// A thread of its own that runs an actor's jobs in order: for work that blocks, such as SQLite, so that neither the
/// cooperative threads nor the thread of the sockets ever wait for a disk.
public final class ThreadExecutor: SerialExecutor {
  private let jobs = JobQueue()

  public init(name: String) {
    let jobs = jobs
    let executor = self
    let thread = Thread { [weak executor] in
      while let job = jobs.take() {
        guard let executor else { return }
        job.runSynchronously(on: executor.asUnownedSerialExecutor())
      }
    }
    thread.name = name
    thread.stackSize = 8 << 20
    thread.start()
  }

  deinit { jobs.end() }

  public func enqueue(_ job: consuming ExecutorJob) { jobs.add(UnownedJob(job)) }
  public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
}

/// `@unchecked Sendable`: every access to `waiting` and `isEnded` holds `condition`.
private final class JobQueue: @unchecked Sendable {
  private let condition = NSCondition()
  private var waiting: [UnownedJob] = []
  private var isEnded = false

  func add(_ job: UnownedJob) {
    condition.withLock { waiting.append(job) }
    condition.signal()
  }

  func end() {
    condition.withLock { isEnded = true }
    condition.signal()
  }

  func take() -> UnownedJob? {
    condition.withLock {
      while waiting.isEmpty && !isEnded { condition.wait() }
      return waiting.isEmpty ? nil : waiting.removeFirst()
    }
  }
}
