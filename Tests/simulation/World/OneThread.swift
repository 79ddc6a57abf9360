/// Runs tasks on whichever thread calls `drain`, in the order in which they became ready: asynchronous code becomes as
/// repeatable as a loop.
///
/// `@unchecked Sendable`: a world makes, resumes and drains its tasks on one thread.
final class OneThread: TaskExecutor, @unchecked Sendable {
  private var ready: [UnownedJob] = []

  func enqueue(_ job: consuming ExecutorJob) { ready.append(UnownedJob(job)) }

  /// Runs what is ready, and what becomes ready by that, until all tasks wait.
  func drain() {
    var next = 0
    while next < ready.count {
      ready[next].runSynchronously(on: asUnownedTaskExecutor())
      next += 1
    }
    ready.removeAll(keepingCapacity: true)
  }
}
