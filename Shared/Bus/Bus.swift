import CZeroMQ
import Foundation
import Logging

/// The messages between the processes, over ZeroMQ. What holds for every one of them:
///
/// 1. **At least once.** A `Client` sends a request again, with the same idempotency key, until it is answered or its
///    deadline has passed.
/// 2. **At most one effect.** The receiver (`Desk`) keeps its answer in its database for longer than anybody goes on
///    asking: a repeat gets the same answer again, also after `kill -9`.
/// 3. **Deadlines at every hop.** A request past its deadline is not sent, not taken in and not begun.
/// 4. **A closed set of errors.** What is not answered is refused with one of `Problem`'s codes, and a sentence that
///    says what to do next.
/// 5. **Back-pressure.** More requests than can be answered, or than a connection's queue holds, are refused as `busy`.
///    Nothing is dropped silently.
/// 6. **Cancellation.** Cancelling the task that asks takes the request back: a receiver that has not begun it will
///    not, and bytes stop in both directions.
/// 7. **Drain.** A process that is told to stop refuses what is new as `unavailable`, and answers what it has begun.
/// 8. **Reconnection.** Whoever waits for a process that dies hears so at once, and asks again when it is back.
/// 9. **Versions.** An unknown schema is refused as `unknown-version`.
/// 10. **Malformed messages** are counted and dropped, oversized ones are refused, or end their connection where a part
///     is larger than a chunk may be; the socket lives on.
/// 11. **Events may be lost**, and only they: who listens hears first how things stand, and then the latest.
/// 12. **Attachments** come whole, in order and unchanged, or fail; what is on its way to a process stays within its
///     budget, however many send; either end may stop them.
public actor Bus {
  /// Chunks of one attachment that may be on their way.
  static let window = 4
  /// So long after it was last heard, the other end of an attachment is asked whether it is still there, and so long
  /// after that it is given up.
  static let probeAfter = Duration.seconds(1)
  static let silenceMax = Duration.seconds(30)
  /// So long a receiver who wants no more bytes, or has them all, may take to answer: then it is asked again, for the
  /// request or its answer may be lost.
  static let answerAfterStopMax = Duration.milliseconds(2500)
  static let answerAfterBytesMax = Duration.seconds(10)
  /// Messages taken from one socket in one turn, so that no peer can hold up the others.
  static let drainMax = 256
  /// Messages that leave together.
  static let departuresMax = 16

  let configuration: BusConfiguration
  let clock: WallClock
  let elapsed: ElapsedClock
  let log: Logger
  let thread: BusThread
  private let tasks: BusTaskExecutor
  let parts = ZMQParts()
  /// Until `shutdown`.
  var context: ZMQContext? = ZMQContext()
  var server: ZMQSocket?
  var gatekeeper: Gatekeeper?
  /// What becomes of connections to the sockets that others come to.
  var gateWatches: [ConnectionWatch] = []
  var peers: [ServiceName: Peer] = [:]
  /// What to poll; empty when a socket has come or gone.
  var polled: [zmq_pollitem_t] = []
  var receive: (@Sendable (Delivery) -> Void)?
  /// Requests of ours that have no answer yet, and requests of others.
  var waiting: [Envelope.ID: Asked] = [:]
  var unanswered: [Envelope.ID: Owed] = [:]
  /// Whether new requests are refused, and who waits until all that was taken in is answered, bytes and all.
  var isDraining = false
  var drained: CheckedContinuation<Void, Never>?
  var drainEnd = ContinuousClock.now
  var incoming: [Envelope.ID: IncomingStream] = [:]
  var outgoing: [Envelope.ID: OutgoingStream] = [:]
  var budget: ChunkBudget
  var publisher: ZMQSocket?
  var answerSubscription: (@Sendable (EventTopic) -> Void)?
  var subscribers: [ServiceName: Subscriber] = [:]
  var departures: [Departure] = []
  /// The earliest moment at which something may expire.
  var nextExpiry = ContinuousClock.now
  private let pumps: AsyncStream<Pumped>
  let pump: AsyncStream<Pumped>.Continuation
  var isClosed = false
  /// Messages that made no sense, since the start.
  public internal(set) var malformed = 0
  /// Connections that did not come about: strangers, and processes whose keys do not fit.
  public internal(set) var turnedAway = 0

  /// A process that this one asks, or listens to.
  struct Peer {
    let socket: ZMQSocket
    let watch: ConnectionWatch
  }

  /// A request of ours that has no answer yet.
  struct Asked {
    let receiver: ServiceName
    var end: ContinuousClock.Instant
    let continuation: CheckedContinuation<Result<Answer, Refusal>, Never>
  }

  /// A request of another's that has no answer yet.
  struct Owed {
    let route: Route
    let end: ContinuousClock.Instant
    let fate: Fate
  }

  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
  /// For tasks that do little more than ask and await answers, while the bus lives: see `BusTaskExecutor`.
  public nonisolated var executor: any TaskExecutor { tasks }

  /// - Parameters:
  ///   - clock: the time of day, which envelopes speak of: processes on two machines have no other time in common.
  ///   - elapsed: how long something took, and may yet take; a time of day that is set back would make it long.
  public init(
    _ configuration: BusConfiguration, clock: WallClock, elapsed: ElapsedClock = .system, log: Logger
  ) throws(BusError) {
    try configuration.check()
    thread = BusThread()
    tasks = BusTaskExecutor(thread)
    self.configuration = configuration
    self.clock = clock
    self.elapsed = elapsed
    self.log = log
    budget = ChunkBudget(chunks: configuration.attachmentBudget / Chunk.cost)
    (pumps, pump) = AsyncStream.makeStream()
    thread.start { [weak self] mayWait in self?.assumeIsolated { $0.turn(mayWait: mayWait) } }
  }

  /// Sends attachments on their way, until `shutdown`. Must run while the bus is in use.
  public nonisolated func run() async {
    await withDiscardingTaskGroup { group in
      for await pumped in pumps { group.addTask { await self.send(pumped) } }
      group.cancelAll()
    }
  }

  /// Listens. `receive` is called on the bus's thread for each request and must not block.
  ///
  /// - Parameter current: for a process that publishes events; called on the bus's thread when somebody begins to
  ///   listen to a topic, to publish how things stand.
  public func serve(
    _ receive: @escaping @Sendable (Delivery) -> Void, current: (@Sendable (EventTopic) -> Void)? = nil
  ) throws(BusError) {
    let socket = try makeSocket(ZMQ_ROUTER)
    try socket.set(ZMQ_ROUTER_MANDATORY, 1)
    try guardGate(of: socket)
    gateWatches.append(try ConnectionWatch(socket, named: "server"))
    try socket.bind(configuration.bind)
    self.receive = receive
    server = socket
    if let current { try startPublishing(current) }
    polled = []
  }

  /// Lets answers leave, then closes all.
  public func shutdown() {
    depart()
    isClosed = true
    let stopping = Refusal(.unavailable, "This process is stopping.")
    for id in Array(waiting.keys) { settle(id, .failure(stopping)) }
    for id in Array(incoming.keys) { fail(incoming: id, stopping) }
    for id in Array(outgoing.keys) { stop(outgoing: id) }
    pump.finish()
    drained?.resume()
    drained = nil
    receive = nil
    server = nil
    gatekeeper = nil
    gateWatches = []
    peers = [:]
    publisher = nil
    answerSubscription = nil
    subscribers = [:]
    polled = []
    // With the last of its sockets; waits as long as they may linger.
    context = nil
  }

  /// Only now: whoever still comes to a bus that was shut down must find a thread that turns him away.
  deinit { thread.end() }
}
