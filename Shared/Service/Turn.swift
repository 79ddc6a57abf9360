/// One event's handling: the time, the draws and the database go in, outputs come out.
public final class Turn<S: Service> {
  public let clock: ClockReading
  public var now: Moment { clock.now }
  public let database: Database
  private let draws: any Draws
  private(set) var outputs: [Output<S>] = []
  private(set) var truncatesLog = false

  init(clock: ClockReading, database: Database, draws: any Draws) {
    self.clock = clock
    self.database = database
    self.draws = draws
  }

  public func random(_ count: Int) -> [UInt8] { draws.random(count) }

  public func identifier<Of>(_ type: Identifier<Of>.Type = Identifier<Of>.self) -> Identifier<Of> {
    Identifier(bytes: draws.random(16))
  }

  /// 256 random bits that no recording may show.
  public func secret() -> Personal<DataKey> { draws.secret() }

  /// A secret that only this process can work out, such as a key that lies wrapped in its store. A replay uses a
  /// stand-in.
  public func secret(_ compute: () throws -> DataKey) rethrows -> Personal<DataKey> { try draws.secret(compute) }

  /// What only this process can compute, because it depends on a secret: a signature, say. A replay uses what was
  /// computed then. The result must not itself be secret.
  public func computed(_ compute: () throws -> [UInt8]) rethrows -> [UInt8] { try draws.computed(compute) }

  /// Answers a request, now or in a later turn; every repeat of it gets the same answer.
  public func reply(_ reply: S.Request.Reply, to request: Envelope.ID, object: S.Object? = nil) {
    outputs.append(.reply(to: request, reply, object: object))
  }

  public func refuse(_ refusal: Refusal, to request: Envelope.ID) { outputs.append(.refuse(to: request, refusal)) }

  public func perform(_ effect: S.Effect) { outputs.append(.perform(effect)) }

  public func publish(_ event: S.Published) { outputs.append(.publish(event)) }

  /// Something was deleted that must not survive in the database's write-ahead log.
  public func leavesNoTrace() { truncatesLog = true }
}

/// Where random numbers come from: the system, noted down for the recording, or the recording itself.
public protocol Draws {
  func random(_ count: Int) -> [UInt8]
  func secret() -> Personal<DataKey>
  func secret(_ compute: () throws -> DataKey) rethrows -> Personal<DataKey>
  func computed(_ compute: () throws -> [UInt8]) rethrows -> [UInt8]
}

/// Draws from the system and notes down what was drawn.
public final class NotedDraws: Draws {
  private let randomness: Randomness
  private var drawn: [Drawn] = []

  public init(_ randomness: Randomness) { self.randomness = randomness }

  /// What was drawn since the last call.
  public func takeDrawn() -> [Drawn] {
    defer { drawn = [] }
    return drawn
  }

  public func random(_ count: Int) -> [UInt8] {
    let bytes = randomness.bytes(count)
    drawn.append(.random(Hex.encode(bytes)))
    return bytes
  }

  public func secret() -> Personal<DataKey> { secret { DataKey(bytes: randomness.bytes(32)) } }

  public func secret(_ compute: () throws -> DataKey) rethrows -> Personal<DataKey> {
    let key = Personal(try compute())
    drawn.append(.secret(key))
    return key
  }

  public func computed(_ compute: () throws -> [UInt8]) rethrows -> [UInt8] {
    let bytes = try compute()
    drawn.append(.computed(Hex.encode(bytes)))
    return bytes
  }
}
