/// Drives a service by hand: in-memory store, the time as a variable, draws from a seed. Tests and simulations read as
/// scripts with it.
public final class ServiceScript<S: Service> {
  public let service: S
  /// What the machine's clock shows. Moved forward, so much time has passed; moved back, the clock was set.
  public var now: Moment { didSet { elapsed += max(.zero, now - oldValue) } }
  private var elapsed = Duration.zero
  private var time: SteadyTime
  private let doubtMax: Duration
  /// What the last turn was told.
  private(set) var clock: ClockReading?
  public private(set) var outputs: [Output<S>] = []
  let store: Store
  private var seed: UInt64
  private var requests: UInt64 = 0

  /// - Parameter path: the database's file, for tests that look into it; `nil` for one in memory.
  /// - Parameter doubtMax: see `SteadyTime`; by default a clock that is behind is never believed again.
  public convenience init(
    _ service: S, at now: Moment, seed: UInt64 = 1, path: String? = nil, doubtMax: Duration = .seconds(Int32.max)
  ) throws {
    self.init(service, at: now, seed: seed, store: try Store(path: path, tables: S.tables), doubtMax: doubtMax)
  }

  /// With a store that is there already, and has this service's tables.
  init(_ service: S, at now: Moment, seed: UInt64, store: Store, doubtMax: Duration) {
    self.service = service
    self.now = now
    self.seed = seed
    self.store = store
    self.doubtMax = doubtMax
    time = SteadyTime(newest: store.newestMoment, elapsed: elapsed, doubtMax: doubtMax)
  }

  /// The process starts again: of the time it knows only what it had noted down.
  func goOn(from newest: Moment?) { time = SteadyTime(newest: newest, elapsed: elapsed, doubtMax: doubtMax) }

  /// Lets time pass, whatever the machine's clock shows after that.
  public func pass(_ duration: Duration, wall: Moment) {
    let before = elapsed
    now = wall
    elapsed = before + duration
  }

  /// Feeds one event. A refusal thrown by the service becomes the request's output, as it does in a running process.
  @discardableResult
  public func feed(_ event: Event<S>) throws -> [Output<S>] {
    do {
      let draws = SeededDraws(script: self)
      let clock = time.read(wall: now, elapsed: elapsed)
      self.clock = clock
      let turn = try store.transaction { database in
        let turn = Turn<S>(clock: clock, database: database, draws: draws)
        try service.handle(event, turn)
        return turn
      }
      if turn.truncatesLog { try store.truncateLog() }
      outputs = turn.outputs
    } catch let refusal as Refusal {
      guard case .request(_, let asker) = event else { throw refusal }
      outputs = [.refuse(to: asker.id, refusal)]
    }
    return outputs
  }

  /// Feeds a request from `sender` and returns what it caused.
  @discardableResult
  public func ask(_ request: S.Request, from sender: ServiceName = S.Request.receiver) throws -> [Output<S>] {
    requests += 1
    let id = Envelope.ID(
      bytes: Array(repeating: 0, count: 8) + (0..<8).map { UInt8(truncatingIfNeeded: requests >> (8 * $0)) })
    return try feed(.request(request, Asker(id: id, sender: sender)))
  }

  public var effects: [S.Effect] { outputs.compactMap { if case .perform(let effect) = $0 { effect } else { nil } } }
  public var replies: [S.Request.Reply] {
    outputs.compactMap { if case .reply(_, let reply, _) = $0 { reply } else { nil } }
  }
  public var refusals: [Refusal] {
    outputs.compactMap { if case .refuse(_, let refusal) = $0 { refusal } else { nil } }
  }

  public func read<Result>(_ body: (Database) throws -> Result) throws -> Result { try store.transaction(body) }

  fileprivate func nextByte() -> UInt8 {
    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(truncatingIfNeeded: seed >> 56)
  }
}

private struct SeededDraws<S: Service>: Draws {
  let script: ServiceScript<S>

  func random(_ count: Int) -> [UInt8] { (0..<count).map { _ in script.nextByte() } }
  func secret() -> Personal<DataKey> { Personal(DataKey(bytes: random(32))) }
  func secret(_ compute: () throws -> DataKey) rethrows -> Personal<DataKey> { Personal(try compute()) }
  func computed(_ compute: () throws -> [UInt8]) rethrows -> [UInt8] { try compute() }
}
