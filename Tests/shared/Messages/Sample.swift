import Shared
import Testing

/// A message whose type is forgotten.
struct Sample: Sendable, CustomTestStringConvertible {
  let message: any Message
  let type: SampledType
  /// Whether these bytes are read as this message.
  let survives: @Sendable ([UInt8]) throws -> Bool
  /// Whether it is the same message after it was written and read in either form.
  let isOneInBothForms: @Sendable () throws -> Bool

  var name: String { "\(type.name).\(message.kind)" }
  var testDescription: String { name }

  static func all<M: Message & Hashable>(_ messages: [M]) -> [Sample] {
    messages.map { message in
      Sample(
        message: message, type: SampledType(M.self), survives: { try Coding.decode(M.self, $0) == message },
        isOneInBothForms: {
          try JSON.decode(M.self, JSON.encode(message)) == Coding.decode(M.self, Coding.encode(message))
        })
    }
  }
}

/// An enum of messages, by its name.
struct SampledType: Sendable {
  let name: String
  let schema: Int
  /// Whether a message is still understood, in both of its forms: each is read as the same message, and that, written
  /// again, as the same.
  let understands: @Sendable (_ json: [UInt8], _ cbor: [UInt8]) throws -> Bool

  /// What becomes of bytes that can be read as a message, in both forms.
  let rewritten: @Sendable (_ cbor: [UInt8]) throws -> Rewritten

  struct Rewritten {
    let json: [UInt8]
    let cbor: [UInt8]
  }

  init<M: Message & Hashable>(_ type: M.Type) {
    name = "\(M.self)"
    schema = M.schema
    understands = { json, cbor in
      let message = try JSON.decode(M.self, json)
      return try Coding.decode(M.self, cbor) == message && JSON.decode(M.self, JSON.encode(message)) == message
        && Coding.decode(M.self, Coding.encode(message)) == message
    }
    rewritten = { cbor in
      let message = try Coding.decode(M.self, cbor)
      return Rewritten(json: try JSON.encode(message), cbor: try Coding.encode(message))
    }
  }
}

/// All that is said in one conversation.
struct SampledConversation: Sendable {
  let conversation: Conversation
  let receivers: [ServiceName]
  let requests: [Sample]
  let replies: [Sample]

  init<Request: ServiceRequest & Hashable>(_ requests: [Request], _ replies: [Request.Reply])
  where Request.Reply: Hashable {
    self.init(requests, replies, receivers: [Request.receiver])
  }

  init<Request: RequestMessage & Hashable>(
    _ requests: [Request], _ replies: [Request.Reply], receivers: [ServiceName]
  ) where Request.Reply: Hashable {
    conversation = Request.conversation
    self.receivers = receivers
    self.requests = Sample.all(requests)
    self.replies = Sample.all(replies)
  }
}

/// All that one process publishes.
struct SampledEvents: Sendable {
  let publisher: ServiceName
  let events: [Sample]

  init<Event: EventMessage & Hashable>(_ events: [Event]) {
    publisher = Event.publisher
    self.events = Sample.all(events)
  }
}
