import Foundation

/// A thread of its own that runs an actor's jobs in order: for work that blocks, such as SQLite, so that neither the
/// cooperative threads nor the thread of the sockets ever wait for a disk.
public final class ThreadExecutor: SerialExecutor {
  private let jobs = JobQueue()

  public init(name: String) {
    let jobs = jobs
    let executor = self
    let thread = Thread { [weak executor] in
      while let work = jobs.take() {
        guard let executor else { return }
        switch work {
        case .job(let job): job.runSynchronously(on: executor.asUnownedSerialExecutor())
        case .call(let call): call()
        }
      }
    }
    thread.name = name
    thread.stackSize = 8 << 20
    thread.start()
  }

  deinit { jobs.end() }

  public func enqueue(_ job: consuming ExecutorJob) { jobs.add(.job(UnownedJob(job))) }

  /// Runs `body` on the thread soon, in the order of the calls: a job without a task.
  func perform<A: Actor>(on actor: A, _ body: @escaping @Sendable (isolated A) -> Void) {
    jobs.add(.call { actor.assumeIsolated(body) })
  }

  public func checkIsolated() { precondition(jobs.isTaker, "an actor is used on its own thread only") }

  public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
}

/// `@unchecked Sendable`: every access to `waiting`, `taker` and `isEnded` holds `condition`.
private final class JobQueue: @unchecked Sendable {
  enum Work {
    case job(UnownedJob)
    case call(@Sendable () -> Void)
  }

  private let condition = NSCondition()
  private var waiting: [Work] = []
  private var taker: pthread_t?
  private var isEnded = false

  func add(_ work: Work) {
    condition.withLock { waiting.append(work) }
    condition.signal()
  }

  /// Whether this is the thread that takes.
  var isTaker: Bool { condition.withLock { taker == pthread_self() } }

  func end() {
    condition.withLock { isEnded = true }
    condition.signal()
  }

  func take() -> Work? {
    condition.withLock {
      taker = pthread_self()
      while waiting.isEmpty && !isEnded { condition.wait() }
      return waiting.isEmpty ? nil : waiting.removeFirst()
    }
  }
}
