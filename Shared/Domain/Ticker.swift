/// An endless sequence of ticks, until its task is cancelled. The one place of ours that sleeps.
struct Ticker: AsyncSequence, AsyncIteratorProtocol {
  private let period: Duration

  init(every period: Duration) { self.period = period }

  func makeAsyncIterator() -> Ticker { self }

  func next() async -> Void? {
    do {
      return try await ContinuousClock().sleep(for: period)
    } catch {
      return nil
    }
  }
}

/// Waits a while, for a runner between two tries; ends early when its task is cancelled.
public func pause(_ duration: Duration) async {
  _ = await Ticker(every: duration).next()
}
