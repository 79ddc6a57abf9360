import Shared
import Synchronization

/// The sandbox in real time: whoever looks at it or changes it finds it as it is at this moment.
final class LiveSandbox: Sendable {
  private struct State {
    var sandbox: Sandbox
    /// How far the clock was turned forward by hand.
    var warp = Duration.zero
  }

  /// Those that are due, in the order in which they became so.
  let callbacks: AsyncStream<Callback>
  private let outbox: AsyncStream<Callback>.Continuation
  private let clock: WallClock
  private let state: Mutex<State>

  init(_ settings: SandboxSettings, clock: WallClock, randomness: Randomness) {
    (callbacks, outbox) = AsyncStream.makeStream()
    self.clock = clock
    state = Mutex(State(sandbox: Sandbox(settings: settings, now: clock.now(), randomness: randomness)))
  }

  /// What fails changes nothing.
  func attempt<Result: Sendable>(
    _ action: @Sendable (inout Sandbox) throws(Rejection) -> Result
  ) throws(Rejection) -> Result {
    let result: Swift.Result<Result, Rejection> = change { sandbox in
      let before = sandbox
      do throws(Rejection) {
        return .success(try action(&sandbox))
      } catch {
        sandbox = before
        return .failure(error)
      }
    }
    return try result.get()
  }

  func look<Result: Sendable>(_ action: @Sendable (Sandbox) -> Result) -> Result { change { action($0) } }

  func change<Result: Sendable>(_ action: @Sendable (inout Sandbox) -> Result) -> Result {
    state.withLock { state in
      state.sandbox.advance(to: clock.now() + state.warp)
      defer {
        for callback in state.sandbox.outbox { outbox.yield(callback) }
        state.sandbox.outbox = []
      }
      return action(&state.sandbox)
    }
  }

  /// Lets what is due happen.
  func tick() { look { _ in } }

  func turnClockForward(by duration: Duration) {
    state.withLock { $0.warp += duration }
    tick()
  }
}
