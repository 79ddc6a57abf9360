import CZeroMQ
import Foundation
import Synchronization

/// The one thread that owns a process's sockets. It is the bus actor's executor, so that what the bus does goes
/// straight to libzmq without a hop; other threads queue their work here and wake it through an eventfd, once per
/// sleep.
///
final class BusThread: SerialExecutor {
  private enum Work {
    case job(UnownedJob)
    case task(UnownedJob, UnownedTaskExecutor)
    case call(@Sendable () -> Void)
  }

  private struct State {
    var work: [Work] = []
    var isAsleep = false
    var isEnded = false
  }

  /// Rounds of work between two looks at the sockets: what the work itself leaves to be done is mostly done at once.
  private static let roundsMax = 16

  let wakeDescriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
  private let state = Guarded(State())
  /// The thread's `pthread_t`, from its start on.
  private let identity = Atomic<UInt>(0)

  /// - Parameter turn: looks at the sockets; `mayWait` says whether nothing else is to be done meanwhile.
  func start(_ turn: @escaping @Sendable (_ mayWait: Bool) -> Void) {
    let thread = Thread { [self] in
      identity.store(UInt(pthread_self()), ordering: .relaxed)
      var work: [Work] = []
      repeat {
        for _ in 0..<Self.roundsMax {
          take(&work)
          if work.isEmpty { break }
          for item in work { perform(item) }
        }
        turn(fallAsleep())
      } while !hasEnded
    }
    thread.name = "bus"
    thread.start()
  }

  private func perform(_ item: Work) {
    switch item {
    case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
    // Not as the actor's: a task that is nobody's goes on from one function to the next without another turn.
    case .task(let job, let executor): job.runSynchronously(on: executor)
    case .call(let call): call()
    }
  }

  /// The turn's poll has returned: from here on nobody needs to wake the thread.
  func awoke(byDescriptor: Bool) {
    state.withLock { $0.isAsleep = false }
    guard byDescriptor else { return }
    var count: UInt64 = 0
    _ = read(wakeDescriptor, &count, 8)
  }

  func end() { change { $0.isEnded = true } }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    change { $0.work.append(.job(job)) }
  }

  fileprivate func enqueue(_ job: UnownedJob, of executor: UnownedTaskExecutor) {
    change { $0.work.append(.task(job, executor)) }
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  var isCurrent: Bool { identity.load(ordering: .relaxed) == UInt(pthread_self()) }

  func checkIsolated() { precondition(isCurrent, "the bus is used on its own thread only") }

  /// Runs `body` on the thread: at once if this is the thread, otherwise soon and in the order of the calls.
  func perform(on bus: Bus, _ body: @escaping @Sendable (isolated Bus) -> Void) {
    if isCurrent { return bus.assumeIsolated(body) }
    change { $0.work.append(.call { bus.assumeIsolated(body) }) }
  }

  private func change(_ body: (inout State) -> Void) {
    let wakes = state.withLock { state in
      body(&state)
      defer { state.isAsleep = false }
      return state.isAsleep
    }
    guard wakes else { return }
    var one: UInt64 = 1
    _ = write(wakeDescriptor, &one, 8)
  }

  /// Takes all that is to be done; the emptied array is filled next.
  private func take(_ work: inout [Work]) {
    work.removeAll(keepingCapacity: true)
    state.withLock { swap(&$0.work, &work) }
  }

  private var hasEnded: Bool { state.withLock { $0.isEnded && $0.work.isEmpty } }

  private func fallAsleep() -> Bool {
    state.withLock { state in
      state.isAsleep = state.work.isEmpty && !state.isEnded
      return state.isAsleep
    }
  }

  deinit { close(wakeDescriptor) }
}

/// Runs tasks on the bus's thread. One that does little more than ask and await answers may run here, and then its
/// messages need no hop at all. Whatever blocks or computes for long belongs elsewhere: it would hold up all messages
/// of the process.
final class BusTaskExecutor: TaskExecutor {
  private let thread: BusThread

  init(_ thread: BusThread) { self.thread = thread }

  func enqueue(_ job: consuming ExecutorJob) { thread.enqueue(UnownedJob(job), of: asUnownedTaskExecutor()) }
}
