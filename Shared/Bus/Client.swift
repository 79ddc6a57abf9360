import Foundation

/// Asks one service, in its own words. Retries within the time-out with the same idempotency key; a receiver that has
/// already done it answers the same again.
public struct Client<Request: RequestMessage>: Sendable {
  private let bus: Bus
  private let receiver: ServiceName
  private let me: ServiceName
  private let clock: WallClock
  private let randomness: Randomness
  private let observe: @Sendable (Observation) -> Void

  public init(
    _ bus: Bus, to receiver: ServiceName, me: ServiceName, clock: WallClock, randomness: Randomness,
    observe: @escaping @Sendable (Observation) -> Void = { _ in }
  ) {
    self.bus = bus
    self.receiver = receiver
    self.me = me
    self.clock = clock
    self.randomness = randomness
    self.observe = observe
  }

  /// - Parameter attachment: opens the bytes that go with it, anew for each try.
  public func ask(
    _ request: Request, attachment: (@Sendable () async throws(Refusal) -> Attachment)? = nil,
    idempotencyKey: String? = nil, timeout: Duration = .seconds(10), traceParent: String? = nil
  ) async throws(Refusal) -> Request.Reply {
    let (reply, unasked) = try await askWithAttachment(
      request, attachment: attachment, idempotencyKey: idempotencyKey, timeout: timeout, traceParent: traceParent)
    unasked?.cancel()
    return reply
  }

  public func askWithAttachment(
    _ request: Request, attachment: (@Sendable () async throws(Refusal) -> Attachment)? = nil,
    idempotencyKey: String? = nil, timeout: Duration = .seconds(10), traceParent: String? = nil
  ) async throws(Refusal) -> (Request.Reply, Attachment?) {
    let end = bus.elapsed.now() + timeout
    let payload = try Coding.encodeOrRefuse(request)
    var attempt = Attempt(id: randomness.identifier(), key: idempotencyKey, traceParent: traceParent)
    var tries = Tries()
    while true {
      do throws(Refusal) {
        let left = end - bus.elapsed.now()
        attempt.deadline = clock.now() + (attachment == nil ? min(left, tries.patience) : left)
        return try await once(request, payload, attachment, attempt)
      } catch {
        guard error.problem.mayPassSoon, end - bus.elapsed.now() > tries.pause else {
          throw error
        }
        await pause(tries.pause + .milliseconds(Int(randomness.bytes(1)[0]) % 20))
        tries.failed()
        attempt.id = randomness.identifier()
      }
    }
  }

  /// What tries of one request have in common, and what each has of its own.
  private struct Attempt {
    var id: Envelope.ID
    let key: String
    let traceParent: String?
    var deadline = Moment(milliseconds: 0)

    /// Without a key of the caller's, the first try's name serves.
    init(id: Envelope.ID, key: String?, traceParent: String?) {
      self.id = id
      self.key = key ?? id.text
      self.traceParent = traceParent
    }
  }

  private func once(
    _ request: Request, _ payload: [UInt8], _ open: (@Sendable () async throws(Refusal) -> Attachment)?,
    _ attempt: Attempt
  ) async throws(Refusal) -> (Request.Reply, Attachment?) {
    var attachment: Attachment?
    if let open { attachment = try await open() }
    let envelope = Envelope(
      id: attempt.id, idempotencyKey: attempt.key, sender: me, receiver: receiver,
      conversation: Request.conversation, kind: Coding.kind(payload), schema: Request.schema, sentAt: clock.now(),
      deadline: attempt.deadline, contract: bus.configuration.contract, traceParent: attempt.traceParent,
      attachment: attachment.map { AttachmentHead(length: $0.length) })
    observe(.sent(envelope, request))
    do throws(Refusal) {
      let answer = try await bus.exchange(payload, envelope, attachment: attachment)
      let reply = try understood(answer)
      observe(.received(envelope, answer.envelope, reply))
      return (reply, answer.attachment)
    } catch {
      observe(.failed(envelope, error))
      throw error
    }
  }

  /// What cannot be understood has bytes that nobody will read.
  private func understood(_ answer: Answer) throws(Refusal) -> Request.Reply {
    do throws(Refusal) {
      return try Coding.decodeMessage(Request.Reply.self, answer.payload, schema: answer.envelope.schema)
    } catch {
      answer.attachment?.cancel()
      throw error
    }
  }
}

/// What passed between this process and another, for the recording.
public enum Observation: Sendable {
  case sent(Envelope, any Encodable & Sendable)
  case received(Envelope, ReplyEnvelope, any Encodable & Sendable)
  case failed(Envelope, Refusal)
}
