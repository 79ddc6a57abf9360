import ServiceLifecycle

/// The other processes, as this one may ask them.
public struct Peers: Sendable {
  public let settings: Settings
  let bus: Bus
  public let recorder: Recorder?

  init(_ settings: Settings, bus: Bus, recorder: Recorder?) {
    self.settings = settings
    self.bus = bus
    self.recorder = recorder
  }

  public func client<Request: ServiceRequest>(_ type: Request.Type = Request.self) -> Client<Request> {
    Client(
      bus, to: Request.receiver, me: settings.me, clock: settings.clock, randomness: settings.randomness,
      observe: observe)
  }

  /// Asks a process how it stands. Not recorded: it says nothing about anybody's photosession.
  public func desk(of service: ServiceName) -> Client<DeskRequest> {
    Client(bus, to: service, me: settings.me, clock: settings.clock, randomness: settings.randomness)
  }

  /// For tasks that do little more than ask and await answers.
  public var executor: any TaskExecutor { bus.executor }

  public func publish(_ event: some EventMessage) { bus.publish(event) }

  /// What a process tells of a topic from now on, beginning with how it stands; some of it may be lost.
  public func events<Event: EventMessage>(
    _ type: Event.Type = Event.self, about topic: EventTopic
  ) -> AsyncStream<Event> {
    bus.events(type, about: topic)
  }

  /// Runs `body` until the process is told to stop and has answered what it was asked before, within `drainMax`; then
  /// cancels it.
  func untilDrained(_ body: @escaping @Sendable () async -> Void) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await body() }
      group.addTask {
        // Cancelled instead, it need not drain.
        do { try await gracefulShutdown() } catch { return }
        await bus.drain(within: Self.drainMax)
      }
      await group.next()
      group.cancelAll()
    }
  }

  /// How long requests that were taken in may still take once the process is told to stop.
  private static var drainMax: Duration { .seconds(2) }

  private var observe: @Sendable (Observation) -> Void {
    guard let recorder else { return { _ in } }
    return { recorder.observe($0) }
  }
}
