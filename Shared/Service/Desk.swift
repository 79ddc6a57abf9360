import Logging

/// Runs a service: puts one event at a time through the service's transaction, remembers answers for repeats, records
/// each turn, and has the effects performed.
///
/// It works on a thread of its own, so that neither the sockets nor the cooperative threads ever wait for the disk.
public actor Desk<S: Service> {
  private let service: S
  private let store: Store
  private let clock: SteadyClock
  private let draws: NotedDraws
  private let recorder: Recorder?
  private let log: Logger
  private let publish: @Sendable (S.Published) -> Void
  private let executor: ThreadExecutor
  private var waiting = WaitingRoom()
  private var turns = 0
  private var notedAt: Moment?
  /// What turns wanted to leave and did not yet.
  private var leaving: [Output<S>] = []
  private var mustTruncate = false
  /// What came before the service was told that it started; `nil` from then on.
  private var early: [Delivery]? = []
  private let work: AsyncStream<Work>.Continuation
  private let works: AsyncStream<Work>

  /// For how long after its deadline a request without answer is remembered, so that a late repeat joins it.
  private static var patience: Duration { .seconds(600) }

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// What leaves the desk after a turn.
  enum Work: Sendable {
    case perform(S.Effect, [Envelope.ID: Attachment])
    /// With bytes, which have to be opened.
    case reply([Delivery], S.Request.Reply, S.Object)
  }

  public init(
    _ service: S, store: Store, clock: SteadyClock, randomness: Randomness, recorder: Recorder?, log: Logger,
    publish: @escaping @Sendable (S.Published) -> Void = { _ in }
  ) {
    self.service = service
    self.store = store
    self.clock = clock
    clock.goOn(from: store.newestMoment)
    draws = NotedDraws(randomness)
    self.recorder = recorder
    self.log = log
    self.publish = publish
    executor = ThreadExecutor(name: "\(S.Request.receiver) desk")
    (works, work) = AsyncStream.makeStream()
  }

  /// Works until cancelled: the service is told that it started, then ticks come every `tick`. What is under way when
  /// it is cancelled is begun again at the next start.
  public func run(_ runner: some Runner<S>, tick: Duration) async {
    recorder?.begin(settings: service.settings)
    begin()
    await withDiscardingTaskGroup { group in
      group.addTask { await self.tick(every: tick) }
      for await item in works {
        group.addTask { await self.carryOut(item, runner) }
      }
      group.cancelAll()
    }
  }

  /// The service is told that it started, and then of what has come already.
  func begin() {
    turn(.started)
    let waiting = early ?? []
    early = nil
    for delivery in waiting { take(delivery) }
  }

  /// Takes a request, from any thread; the answer goes back through `delivery`, now or later.
  public nonisolated func receive(_ delivery: Delivery) {
    executor.perform(on: self) { $0.take(delivery) }
  }

  private func take(_ delivery: Delivery) {
    guard early == nil else { return early?.append(delivery) ?? () }
    // Nobody waits any more: what was not begun need not be.
    guard !delivery.isPointless(at: clock.read().wall) else { return }
    do {
      let request = try delivery.request(S.Request.self, at: S.Request.receiver, log: log)
      if let answer = try remembered(request, delivery) { return delivery.reply(answer, at: clock.read().wall) }
      let delivery = recorder?.watching(delivery) ?? delivery
      guard waiting.admit(delivery, key: key(request, delivery)) else { return }
      turn(.request(request, Asker(delivery)), delivery: delivery)
    } catch let refusal as Refusal {
      delivery.refuse(refusal)
    } catch {
      delivery.refuse(fault(error, while: "reading \(delivery.envelope.kind)"))
    }
  }

  /// Publishes, from any thread, how things stand with a topic that somebody begins to listen to.
  public nonisolated func publishCurrent(_ topic: EventTopic) {
    executor.perform(on: self) { desk in
      do {
        if let event = try desk.store.transaction({ try desk.service.current(topic, $0) }) { desk.publish(event) }
      } catch {
        _ = desk.fault(error, while: "looking for what is to be published")
      }
    }
  }

  /// How the service stands, in numbers.
  public func status() throws -> [String: Int] {
    var counts = try store.transaction { try service.counts($0) }
    counts["turns"] = turns
    counts["unanswered"] = waiting.count
    return counts
  }

  // MARK: Requests

  /// What a request and its repeats have in common. A read is answered anew each time.
  private func key(_ request: S.Request, _ delivery: Delivery) -> String {
    request.isRead ? delivery.envelope.id.text : "\(delivery.sender):\(delivery.envelope.idempotencyKey)"
  }

  /// The answer that was given to this very request, also if that was before a restart.
  private func remembered(_ request: S.Request, _ delivery: Delivery) throws -> S.Request.Reply? {
    guard !request.isRead else { return nil }
    let key = key(request, delivery)
    return try store.transaction { try Answers(database: $0).find(key: key) }.map {
      try Coding.decode(S.Request.Reply.self, $0)
    }
  }

  // MARK: Turns

  private func tick(every period: Duration) async {
    for await _ in Ticker(every: period) {
      waiting.forget(before: clock.read().wall - Self.patience)
      recorder?.deleteExpired()
      turn(.ticked)
    }
    work.finish()
  }

  private func turn(_ event: Event<S>, delivery: Delivery? = nil) {
    let time = clock.read()
    var finished = Finished()
    do {
      finished = try store.transaction { try self.handle(event, time, $0) }
    } catch {
      finished.outputs = refusal(of: error, event).map { [$0] } ?? []
    }
    note(finished, event, delivery, time)
    leaving += finished.outputs
    mustTruncate = mustTruncate || finished.truncatesLog
    if isWithoutTrace() { letLeave() }
  }

  private func letLeave() {
    let outputs = leaving
    leaving = []
    for output in outputs { send(output) }
  }

  /// What was deleted must be gone from the write-ahead log before anybody is told so. If it cannot be now, all that
  /// would leave waits, and the next turn tries again.
  private func isWithoutTrace() -> Bool {
    guard mustTruncate else { return true }
    do {
      try store.truncateLog()
      mustTruncate = false
      return true
    } catch {
      _ = fault(error, while: "truncating the write-ahead log")
      return false
    }
  }

  private struct Finished {
    var outputs: [Output<S>] = []
    var truncatesLog = false
    var changed = false
  }

  private func handle(_ event: Event<S>, _ time: ClockReading, _ database: Database) throws -> Finished {
    let changesBefore = database.changes
    let turn = Turn<S>(clock: time, database: database, draws: draws)
    try service.handle(event, turn)
    let changed = database.changes != changesBefore
    let answers = Answers(database: database)
    if case .ticked = event { try answers.forgetExpired(now: time.now) }
    for case .reply(let request, let reply, _) in turn.outputs {
      guard let key = waiting.key(of: request), key != request.text else { continue }
      try answers.remember(Coding.encode(reply), key: key, now: time.now)
    }
    if changed || isDueToNote(time.now) { try noteNewest(time.now, database) }
    return Finished(outputs: turn.outputs, truncatesLog: turn.truncatesLog, changed: changed)
  }

  private func isDueToNote(_ now: Moment) -> Bool { notedAt.map { now - $0 >= NewestMoment.interval } ?? true }

  private func noteNewest(_ now: Moment, _ database: Database) throws {
    try NewestMoment(database: database).note(now)
    notedAt = now
  }

  /// Ticks that found nothing to do are not worth a line.
  private func note(_ finished: Finished, _ event: Event<S>, _ delivery: Delivery?, _ time: ClockReading) {
    let drawn = draws.takeDrawn()
    guard finished.changed || !finished.outputs.isEmpty || delivery != nil else { return }
    turns += 1
    recorder?.record(turns, event, delivery?.envelope, time, drawn, finished.outputs)
  }

  private func refusal(of error: any Error, _ event: Event<S>) -> Output<S>? {
    guard case .request(let request, let asker) = event else {
      _ = fault(error, while: "handling an event")
      return nil
    }
    return .refuse(to: asker.id, error as? Refusal ?? fault(error, while: "handling \(request.kind)"))
  }

  /// Logs what went wrong; whoever asked is told only that something did.
  private func fault(_ error: any Error, while doing: String) -> Refusal {
    log.error("fault while \(doing)", metadata: ["error": "\(error)"])
    return .fault
  }

  // MARK: Outputs

  private func send(_ output: Output<S>) {
    switch output {
    case .perform(let effect): work.yield(.perform(effect, waiting.attachments))
    case .reply(let request, let reply, let object): self.reply(request, reply, object)
    case .refuse(let request, let refusal): for delivery in waiting.settle(request) { delivery.refuse(refusal) }
    case .publish(let event): publish(event)
    }
  }

  private func reply(_ request: Envelope.ID, _ reply: S.Request.Reply, _ object: S.Object?) {
    let deliveries = waiting.settle(request)
    if let object { return _ = work.yield(.reply(deliveries, reply, object)) }
    for delivery in deliveries { delivery.reply(reply, at: clock.read().wall) }
  }

  private nonisolated func carryOut(_ item: Work, _ runner: some Runner<S>) async {
    switch item {
    case .perform(let effect, let attachments):
      let outcome = await runner.perform(effect, attachments: { attachments[$0] })
      // What failed because this process is stopping has not failed: it is begun again at the next start.
      guard let outcome, !Task.isCancelled else { return }
      await take(outcome)
    case .reply(let deliveries, let reply, let object):
      for delivery in deliveries { await self.reply(delivery, reply, object, runner) }
    }
  }

  private func take(_ outcome: S.Outcome) { turn(.outcome(outcome)) }

  private nonisolated func reply(
    _ delivery: Delivery, _ reply: S.Request.Reply, _ object: S.Object, _ runner: some Runner<S>
  ) async {
    do throws(Refusal) {
      var attachment = try await runner.open(object)
      if let recorder { attachment = recorder.watching(attachment, of: delivery.envelope.id) }
      delivery.reply(reply, at: clock.read().wall, attachment: attachment)
    } catch {
      delivery.refuse(error)
    }
  }
}

extension Asker {
  init(_ delivery: Delivery) {
    self.init(
      id: delivery.envelope.id, sender: delivery.sender,
      attachment: delivery.attachment.map { .init(length: $0.length) })
  }
}
