import Synchronization

/// A request as it arrived, and the way back.
public struct Delivery: Sendable {
  public let envelope: Envelope
  public let payload: [UInt8]
  public var attachment: Attachment?
  /// Who sent it: with CURVE, whose key it was; on one machine, who they say they are.
  public let sender: ServiceName
  let route: Route
  let bus: Bus
  let fate: Fate

  /// Whether nobody waits for the answer any more, so that what was not begun need not be.
  public func isPointless(at now: Moment) -> Bool {
    fate.isCancelled.load(ordering: .relaxed) || envelope.deadline <= now
  }

  /// Answers, once. An answer to somebody who is gone is dropped: they will ask again.
  public func reply(_ reply: some Message, at now: Moment, attachment: Attachment? = nil) {
    do throws(Refusal) {
      let payload = try Coding.encodeOrRefuse(reply)
      let head = attachment.map { AttachmentHead(length: $0.length) }
      let envelope = ReplyEnvelope(
        to: envelope.id, status: .done, kind: Coding.kind(payload), schema: Swift.type(of: reply).schema, sentAt: now,
        attachment: head)
      let route = route
      bus.thread.perform(on: bus) { $0.reply(envelope, payload, attachment, to: route) }
    } catch {
      attachment?.cancel()
      refuse(error)
    }
  }

  public func refuse(_ refusal: Refusal) {
    let (id, route) = (envelope.id, route)
    bus.thread.perform(on: bus) { $0.refuse(refusal, id, to: route) }
  }
}

/// What became of a request on its way through this process.
final class Fate: Sendable {
  let isCancelled = Atomic(false)
}

/// An answer as it arrived.
public struct Answer: Sendable {
  public let envelope: ReplyEnvelope
  public let payload: [UInt8]
  public let attachment: Attachment?
}

/// Where to send something: back to a client of ours, or to a service.
enum Route: Sendable, Hashable {
  case client([UInt8])
  case service(ServiceName)
}
