import CZeroMQ
import Foundation
import Logging

/// The messages between the processes, over ZeroMQ.
///
/// - A request is tried by the sender until its deadline (`Client`), and carried out at most once by the receiver
///   (`Desk`).
/// - A request past its deadline is refused, not carried out. A full queue answers `busy`; nothing is dropped silently.
/// - Attachments flow beside messages in chunks; the reader grants chunks as it reads, within one budget for the
///   process.
/// - When the other end dies, whoever waits for its answer hears so at once, and asks again.
/// - A malformed message is counted and dropped; the socket lives on.
public actor Bus {
  static let window = 4
  /// A reader waits so long for the next chunk, and a sender for the next grant.
  static let idleMax = Duration.seconds(30)
  /// Messages taken from one socket in one turn, so that no peer can hold up the others.
  static let drainMax = 256

  let configuration: BusConfiguration
  let clock: WallClock
  let log: Logger
  let thread = BusThread()
  /// Until `shutdown`.
  var context: ZMQContext? = ZMQContext()
  var server: ZMQSocket?
  var gatekeeper: Gatekeeper?
  var peers: [ServiceName: Peer] = [:]
  var receive: (@Sendable (Delivery) -> Void)?
  var waiting: [Envelope.ID: Asked] = [:]
  var incoming: [Envelope.ID: IncomingStream] = [:]
  var outgoing: [Envelope.ID: OutgoingStream] = [:]
  var budget: ChunkBudget
  private let pumps: AsyncStream<(Envelope.ID, Attachment)>
  let pump: AsyncStream<(Envelope.ID, Attachment)>.Continuation
  var isClosed = false
  public internal(set) var malformed = 0

  /// A service that this process asks.
  struct Peer {
    let socket: ZMQSocket
    /// Says something each time that the connection is lost.
    let disconnections: ZMQSocket
  }

  /// A request that has no answer yet.
  struct Asked {
    let receiver: ServiceName
    let deadline: Moment
    let continuation: CheckedContinuation<Result<Answer, Refusal>, Never>
  }

  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  public init(_ configuration: BusConfiguration, clock: WallClock, log: Logger) throws(BusError) {
    try configuration.check()
    self.configuration = configuration
    self.clock = clock
    self.log = log
    budget = ChunkBudget(chunks: configuration.attachmentBudget / Chunk.sizeMax)
    (pumps, pump) = AsyncStream.makeStream()
    thread.start { [weak self] mayWait in self?.assumeIsolated { $0.turn(mayWait: mayWait) } }
  }

  /// Sends attachments on their way, until `shutdown`. Must run while the bus is in use.
  public nonisolated func run() async {
    await withDiscardingTaskGroup { group in
      for await (stream, attachment) in pumps { group.addTask { await self.send(attachment, as: stream) } }
      group.cancelAll()
    }
  }

  /// Listens. `receive` is called on the bus's thread for each request and must not block.
  public func serve(_ receive: @escaping @Sendable (Delivery) -> Void) throws(BusError) {
    let socket = try makeSocket(ZMQ_ROUTER)
    try socket.set(ZMQ_ROUTER_MANDATORY, 1)
    if let keys = configuration.keys {
      gatekeeper = try Gatekeeper(keys, in: socket.context, log: log)
      try socket.set(ZMQ_CURVE_SERVER, 1)
      try socket.set(ZMQ_CURVE_SECRETKEY, keys.own.secretKey)
      try socket.set(ZMQ_ZAP_DOMAIN, "mayfly")
    }
    try socket.bind(configuration.bind)
    self.receive = receive
    server = socket
  }

  /// One try: sends and waits for the answer until the envelope's deadline. Cancelling the task tells the receiver.
  public func exchange(
    _ payload: [UInt8], _ envelope: Envelope, attachment: Attachment? = nil
  ) async throws(Refusal) -> Answer {
    let id = envelope.id
    let answer = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        begin(payload, envelope, attachment, continuation)
      }
    } onCancel: {
      thread.later(on: self) { $0.giveUp(id, to: envelope.receiver) }
    }
    return try answer.get()
  }

  /// Lets answers leave, then closes all.
  public func shutdown() {
    isClosed = true
    for id in Array(waiting.keys) { settle(id, .failure(Refusal(.unavailable, "This process is stopping."))) }
    for id in Array(incoming.keys) { fail(incoming: id, Refusal(.unavailable, "This process is stopping.")) }
    for id in Array(outgoing.keys) { stop(outgoing: id) }
    pump.finish()
    server = nil
    gatekeeper = nil
    peers = [:]
    // With the last of its sockets; waits as long as they may linger.
    context = nil
  }

  /// Only now: whoever still comes to a bus that was shut down must find a thread that turns him away.
  deinit { thread.end() }

  // MARK: Requests

  private func begin(
    _ payload: [UInt8], _ envelope: Envelope, _ attachment: Attachment?,
    _ continuation: CheckedContinuation<Result<Answer, Refusal>, Never>
  ) {
    waiting[envelope.id] = Asked(
      receiver: envelope.receiver, deadline: envelope.deadline, continuation: continuation)
    do throws(Refusal) {
      guard !isClosed else { throw Refusal(.unavailable, "This process is stopping.") }
      guard !Task.isCancelled else { throw Refusal(.cancelled, "The request was cancelled.") }
      let frames = Frame.message(.request, try Coding.encodeOrRefuse(envelope), payload)
      try send(frames, to: .service(envelope.receiver))
      if let attachment { start(attachment, as: envelope.id, to: .service(envelope.receiver)) }
    } catch {
      settle(envelope.id, .failure(error))
    }
  }

  func giveUp(_ id: Envelope.ID, to receiver: ServiceName) {
    guard waiting[id] != nil else { return }
    post(Frame.stream(.cancel, id), to: .service(receiver))
    stop(outgoing: id)
    settle(id, .failure(Refusal(.cancelled, "The request was cancelled.")))
  }

  func settle(_ id: Envelope.ID, _ result: Result<Answer, Refusal>) {
    waiting.removeValue(forKey: id)?.continuation.resume(returning: result)
  }

  // MARK: Answers

  func reply(_ envelope: ReplyEnvelope, _ payload: [UInt8], _ attachment: Attachment?, to route: Route) {
    fail(incoming: envelope.to, nil)
    do throws(Refusal) {
      try send(Frame.message(.reply, try Coding.encodeOrRefuse(envelope), payload), to: route)
      if let attachment { start(attachment, as: envelope.to, to: route) }
    } catch {
      attachment?.cancel()
      log.notice(
        "an answer could not be sent", metadata: ["why": "\(error.problem.rawValue)", "kind": "\(envelope.kind)"])
    }
  }

  func refuse(_ refusal: Refusal, _ id: Envelope.ID, to route: Route) {
    let envelope = ReplyEnvelope(
      to: id, status: .refused, kind: refusal.problem.rawValue, schema: 1, sentAt: clock.now())
    do throws(Refusal) { reply(envelope, try Coding.encodeOrRefuse(refusal), nil, to: route) } catch {
      log.error("a refusal could not be encoded")
    }
  }

}
