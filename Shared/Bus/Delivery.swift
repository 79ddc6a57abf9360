/// A request as it arrived, and the way back.
public struct Delivery: Sendable {
  public let envelope: Envelope
  public let payload: [UInt8]
  public var attachment: Attachment?
  /// Who sent it: with CURVE, whose key it was; on one machine, who they say they are.
  public let sender: ServiceName
  let route: Route
  let bus: Bus

  /// Answers, once. An answer to somebody who is gone is dropped: they will ask again.
  public func reply(_ reply: some Message, at now: Moment, attachment: Attachment? = nil) async throws(Refusal) {
    let head = attachment.map { AttachmentHead(length: $0.length) }
    let envelope = ReplyEnvelope(
      to: envelope.id, status: .done, kind: reply.kind, schema: Swift.type(of: reply).schema, sentAt: now,
      attachment: head)
    await bus.reply(envelope, try Coding.encodeOrRefuse(reply), attachment, to: route)
  }

  public func refuse(_ refusal: Refusal) async { await bus.refuse(refusal, envelope.id, to: route) }
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
