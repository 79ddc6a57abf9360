import Foundation
import Shared

/// All conversations as one AsyncAPI 3 document, made from the message types, their samples and the source's comments.
/// It is seen from the receiver's side.
struct AsyncAPIDocument {
  static let path = "Shared/Messages/asyncapi.json"

  let book = SchemaBook()
  let source: SourceComments
  private let conversations: [SampledConversation]
  private let events: [AsyncAPIEvents]
  private var writing: SchemaWriting { SchemaWriting(comments: source.comments) }

  init(_ conversations: [SampledConversation], _ events: [SampledEvents]) throws {
    self.conversations = conversations
    self.events = events.map(AsyncAPIEvents.init)
    source = try SourceComments(folders: ["Shared/Messages", "Shared/Domain"])
  }

  var json: JSONValue {
    get throws {
      // The messages first: they are what the book learns its types from.
      let messages = try messages()
      return [
        "asyncapi": "3.0.0", "info": Self.info, "defaultContentType": "application/cbor", "servers": Self.servers,
        "channels": .object(byName(channels) { $0.json }.merging(byName(events) { $0.channel }) { $1 }),
        "operations": .object(
          byName(AsyncAPIOperation.all(conversations)) { $0.json(source.comments) }
            .merging(byName(events) { $0.operation }) { $1 }),
        "components": [
          "messages": .object(messages), "schemas": .object(try schemas()), "securitySchemes": Self.security,
        ],
      ]
    }
  }

  /// As it is committed.
  var text: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(try json), as: UTF8.self) + "\n"
    }
  }

  private var channels: [AsyncAPIChannel] {
    AsyncAPIChannel.all(conversations).flatMap { [$0, $0.replies] }
  }

  // MARK: Messages

  private func messages() throws -> [String: JSONValue] {
    for envelope in MessageSamples.envelopes { _ = try book.schema(of: Envelope.self, envelope) }
    for envelope in MessageSamples.replyEnvelopes { _ = try book.schema(of: ReplyEnvelope.self, envelope) }
    var messages = ["Refusal": try refusal()]
    for conversation in conversations {
      messages.merge(try self.messages(conversation.requests, envelope: "Envelope", id: "id")) { $1 }
      messages.merge(try self.messages(conversation.replies, envelope: "ReplyEnvelope", id: "to")) { $1 }
    }
    for events in events { messages.merge(try self.messages(events.sampled.events)) { $1 } }
    return messages
  }

  /// Those that have an envelope refer to each other by its `id`.
  private func messages(_ samples: [Sample], envelope: String? = nil, id: String = "") throws -> [String: JSONValue] {
    let cases = try book.cases(of: samples.map(\.message))
    var messages: [String: JSONValue] = [:]
    for sample in samples {
      messages[sample.name] = [
        "name": .string(sample.message.kind), "summary": source.comments[sample.name].map(JSONValue.string),
        "headers": envelope.map { .reference("components/schemas/\($0)") },
        "correlationId": envelope.map { _ in ["location": .string("$message.header#/\(id)")] },
        "payload": try writing.case(sample.message.kind, of: cases, sample.type.name),
        "x-schema": .integer(Int64(sample.type.schema)), "x-attachment": .bool(sample.message.hasAttachment),
      ]
    }
    return messages
  }

  private func refusal() throws -> JSONValue {
    _ = try book.schema(of: Refusal.self, .fault)
    return [
      "name": "refusal", "summary": "Any request may be answered with it; its kind is the problem's code.",
      "headers": .reference("components/schemas/ReplyEnvelope"),
      "correlationId": ["location": "$message.header#/to"], "payload": .reference("components/schemas/Refusal"),
    ]
  }

  private func schemas() throws -> [String: JSONValue] {
    var schemas: [String: JSONValue] = [:]
    for (name, schema) in book.types { schemas[name] = try writing.json(schema, name) }
    return schemas
  }

  private func byName<Part: Named>(_ parts: [Part], _ json: (Part) -> JSONValue) -> [String: JSONValue] {
    Dictionary(uniqueKeysWithValues: parts.map { ($0.name, json($0)) })
  }
}

/// A part of the document that others refer to.
protocol Named {
  var name: String { get }
}
