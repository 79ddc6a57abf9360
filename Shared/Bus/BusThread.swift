import CZeroMQ
import Foundation

/// The one thread that owns a process's sockets. It is the bus actor's executor, so that what the bus does goes
/// straight to libzmq without a hop; other threads queue their jobs here and wake it through an eventfd, once per
/// sleep.
///
/// `@unchecked Sendable`: `jobs`, `calls`, `isAsleep` and `isEnded` are used under `lock`; `thread` is set once before
/// it starts.
final class BusThread: SerialExecutor, @unchecked Sendable {
  let wakeDescriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
  private let lock = NSLock()
  private var jobs: [UnownedJob] = []
  private var calls: [@Sendable () -> Void] = []
  private var isAsleep = false
  private var isEnded = false
  private var thread: Thread?

  /// - Parameter turn: polls the sockets; `mayWait` says whether nothing else is to be done meanwhile.
  func start(_ turn: @escaping @Sendable (_ mayWait: Bool) -> Void) {
    let thread = Thread { [self] in
      while true {
        let (batch, calls, ended) = take()
        if ended && batch.isEmpty { return }
        for job in batch { job.runSynchronously(on: asUnownedSerialExecutor()) }
        for call in calls { call() }
        turn(prepareToSleep())
        lock.withLock { isAsleep = false }
      }
    }
    thread.name = "bus"
    self.thread = thread
    thread.start()
  }

  func end() {
    lock.withLock { isEnded = true }
    wake()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let wakes = lock.withLock {
      jobs.append(job)
      defer { isAsleep = false }
      return isAsleep
    }
    if wakes { wake() }
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  func checkIsolated() {
    precondition(Thread.current === thread, "the bus is used on its own thread only")
  }

  /// Runs `body` on the bus's thread soon, from any thread: a job without a task.
  func later(on bus: Bus, _ body: @escaping @Sendable (isolated Bus) -> Void) {
    let wakes = lock.withLock {
      calls.append { bus.assumeIsolated(body) }
      defer { isAsleep = false }
      return isAsleep
    }
    if wakes { wake() }
  }

  /// Empties the eventfd after it woke the poll.
  func awoke() {
    var count: UInt64 = 0
    _ = read(wakeDescriptor, &count, 8)
  }

  private func wake() {
    var one: UInt64 = 1
    _ = write(wakeDescriptor, &one, 8)
  }

  private func take() -> ([UnownedJob], [@Sendable () -> Void], ended: Bool) {
    lock.withLock {
      defer {
        jobs.removeAll()
        calls.removeAll()
      }
      return (jobs, calls, isEnded)
    }
  }

  private func prepareToSleep() -> Bool {
    lock.withLock {
      isAsleep = jobs.isEmpty && calls.isEmpty && !isEnded
      return isAsleep
    }
  }

  deinit { close(wakeDescriptor) }
}
