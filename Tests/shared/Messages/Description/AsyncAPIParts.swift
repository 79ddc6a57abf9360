import Shared

// What of the document is no message: between whom, where, and who may.

/// The requests of one conversation with one receiver, or the replies to them.
struct AsyncAPIChannel: Named {
  let receiver: ServiceName
  let conversation: SampledConversation
  var isOfReplies = false

  var name: String { "\(receiver).\(conversation.conversation.rawValue)\(isOfReplies ? ".replies" : "")" }

  var replies: AsyncAPIChannel { AsyncAPIChannel(receiver: receiver, conversation: conversation, isOfReplies: true) }

  /// Those of requests.
  static func all(_ conversations: [SampledConversation]) -> [AsyncAPIChannel] {
    conversations.flatMap { one in one.receivers.map { AsyncAPIChannel(receiver: $0, conversation: one) } }
  }

  var json: JSONValue {
    let names = isOfReplies ? conversation.replies.map(\.name) + ["Refusal"] : conversation.requests.map(\.name)
    let messages = names.map { ($0, JSONValue.reference("components/messages/\($0)")) }
    return [
      // Replies go back on the connection that the request came by.
      "address": isOfReplies ? .null : .string(name),
      "messages": .object(Dictionary(messages) { first, _ in first }),
      "servers": [.reference("servers/machine"), .reference("servers/network")],
      "x-callers": isOfReplies ? nil : callers { _ in true },
    ]
  }

  /// Who may open the conversation, as far as `may` allows, and the receiver itself.
  func callers(_ may: (ServiceName) -> Bool) -> JSONValue {
    let callers = Conversations.callers(of: receiver, conversation.conversation).filter(may).union([receiver])
    return .array(callers.map(\.rawValue).sorted().map(JSONValue.string))
  }
}

/// One request to one receiver.
struct AsyncAPIOperation: Named {
  let channel: AsyncAPIChannel
  let request: Sample

  var name: String { "\(channel.name).\(request.message.kind)" }

  static func all(_ conversations: [SampledConversation]) -> [AsyncAPIOperation] {
    AsyncAPIChannel.all(conversations).flatMap { channel in
      let firsts = Dictionary(channel.conversation.requests.map { ($0.name, $0) }) { first, _ in first }
      return firsts.values.map { AsyncAPIOperation(channel: channel, request: $0) }
    }
  }

  func json(_ comments: [String: String]) -> JSONValue {
    let mayAsk = (request.message as? any RequestMessage)?.callers ?? []
    return [
      "action": "receive", "channel": .reference("channels/\(channel.name)"),
      "summary": comments[request.name].map(JSONValue.string),
      "messages": [.reference("channels/\(channel.name)/messages/\(request.name)")],
      "reply": ["channel": .reference("channels/\(channel.replies.name)")],
      "x-callers": channel.callers(mayAsk.contains),
    ]
  }
}

/// What one process publishes.
struct AsyncAPIEvents: Named {
  let sampled: SampledEvents

  var name: String { "\(sampled.publisher).events" }

  var channel: JSONValue {
    let messages = sampled.events.map { ($0.name, JSONValue.reference("components/messages/\($0.name)")) }
    return [
      "address": "{topic}", "messages": .object(Dictionary(messages) { first, _ in first }),
      "parameters": ["topic": ["description": "The identifier of what the events are about."]],
      "servers": [.reference("servers/machineEvents"), .reference("servers/networkEvents")],
    ]
  }

  var operation: JSONValue {
    [
      "action": "send", "channel": .reference("channels/\(name)"),
      "summary": "To all who listen. May be lost; whoever begins to listen hears first how things stand.",
    ]
  }
}

extension AsyncAPIDocument {
  static let info: JSONValue = [
    "title": "Mayfly: what its processes say to each other", "version": "1",
    "description": """
    Made from the code by a test; do not edit. Each message has its envelope beside it, here its headers, and may have \
    an attachment (`x-attachment`): bytes in chunks, never part of the message. `x-callers` are the processes that may \
    open a conversation, and that may send a request in it; a process may ask itself, for its command line. \
    `x-personal` is what identifies a person; recordings show a pseudonym instead. `x-schema` is the version that an \
    envelope names.
    """,
  ]

  static let servers: JSONValue = [
    "machine": [
      "host": "{folder}", "pathname": "/{process}.sock", "protocol": "ipc",
      "description": "ZeroMQ (ROUTER and DEALER) on one machine. Only the folder's owner can enter it.",
      "variables": ["folder": ["description": "MAYFLY_BUS"], "process": processes],
    ],
    "network": [
      "host": "{process}:5555", "protocol": "tcp", "security": [.reference("components/securitySchemes/curve")],
      "description": "ZeroMQ (ROUTER and DEALER) between machines, encrypted.", "variables": ["process": processes],
    ],
    "machineEvents": [
      "host": "{folder}", "pathname": "/{process}.events", "protocol": "ipc",
      "description": "ZeroMQ (XPUB and SUB) on one machine.",
      "variables": ["folder": ["description": "MAYFLY_BUS"], "process": processes],
    ],
    "networkEvents": [
      "host": "{process}:5556", "protocol": "tcp", "security": [.reference("components/securitySchemes/curve")],
      "description": "ZeroMQ (XPUB and SUB) between machines, encrypted, at the port after the one for requests.",
      "variables": ["process": processes],
    ],
  ]

  private static let processes: JSONValue = ["enum": .array(ServiceName.allCases.map { .string($0.rawValue) })]

  static let security: JSONValue = [
    "curve": [
      "type": "asymmetricEncryption",
      "description": """
      CURVE (ZeroMQ RFC 26). Each process has a key pair and lets in only the keys of processes that have business \
      with it (ZAP, RFC 27).
      """,
    ]
  ]
}
