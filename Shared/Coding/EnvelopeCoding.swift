// An envelope goes with every message, so that its coding counts twice: as an array of its fields, in the order in
// which they are written here, it costs a fraction of what naming them would.

extension Envelope {
  /// Bytes of the largest. Ours have some two hundred.
  static let sizeMax = 4096
  private static let fields: UInt64 = 12

  func encoded() -> [UInt8] {
    var writer = CBORWriter(capacity: 256)
    writer.beginArray(Self.fields)
    writer.write(id.text)
    writer.write(idempotencyKey)
    writer.write(sender.rawValue)
    writer.write(receiver.rawValue)
    writer.write(conversation.rawValue)
    writer.write(kind)
    writer.write(Int64(schema))
    writer.write(sentAt.milliseconds)
    writer.write(deadline.milliseconds)
    if let contract { writer.write(contract) } else { writer.writeNull() }
    if let traceParent { writer.write(traceParent) } else { writer.writeNull() }
    attachment.write(to: &writer)
    return writer.bytes
  }

  init(encoded bytes: UnsafeRawBufferPointer) throws {
    // What is longer is none of ours; its idempotency key would go into the database.
    guard bytes.count <= Self.sizeMax else { throw CBOR.Malformed.left(count: bytes.count - Self.sizeMax) }
    var reader = CBORReader(bytes)
    try reader.beginArray(Self.fields)
    self.init(
      id: try reader.value(ID.init), idempotencyKey: try reader.string(),
      sender: try reader.value(ServiceName.init(rawValue:)), receiver: try reader.value(ServiceName.init(rawValue:)),
      conversation: try reader.value(Conversation.init(rawValue:)), kind: try reader.string(),
      schema: try reader.integer(), sentAt: try reader.moment(),
      deadline: try reader.moment(), contract: try reader.null() ? nil : reader.string(),
      traceParent: try reader.null() ? nil : reader.string(),
      attachment: try AttachmentHead?(&reader))
    try reader.isAtEnd()
  }
}

extension ReplyEnvelope {
  private static let fields: UInt64 = 6

  func encoded() -> [UInt8] {
    var writer = CBORWriter(capacity: 128)
    writer.beginArray(Self.fields)
    writer.write(to.text)
    writer.write(status.rawValue)
    writer.write(kind)
    writer.write(Int64(schema))
    writer.write(sentAt.milliseconds)
    attachment.write(to: &writer)
    return writer.bytes
  }

  init(encoded bytes: UnsafeRawBufferPointer) throws {
    var reader = CBORReader(bytes)
    try reader.beginArray(Self.fields)
    self.init(
      to: try reader.value(Envelope.ID.init), status: try reader.value(ReplyEnvelope.Status.init(rawValue:)),
      kind: try reader.string(), schema: try reader.integer(), sentAt: try reader.moment(),
      attachment: try AttachmentHead?(&reader))
    try reader.isAtEnd()
  }
}

/// No attachment is null, one of unknown length `false`, and any other its length.
extension AttachmentHead? {
  fileprivate func write(to writer: inout CBORWriter) {
    guard let self else { return writer.writeNull() }
    if let length = self.length { writer.write(Int64(length)) } else { writer.write(false) }
  }

  fileprivate init(_ reader: inout CBORReader) throws {
    if try reader.null() {
      self = nil
    } else if try reader.peek() == CBOR.false {
      _ = try reader.flag()
      self = AttachmentHead(length: nil)
    } else {
      self = AttachmentHead(length: Int(try reader.integer(UInt32.self)))
    }
  }
}

extension CBORReader {
  fileprivate mutating func beginArray(_ count: UInt64) throws {
    let start = position
    let head = try head()
    guard head.major == .array, head.argument == count else { throw CBOR.Malformed.unexpected(at: start) }
  }

  /// What a text means.
  fileprivate mutating func value<Value>(_ make: (String) -> Value?) throws -> Value {
    let start = position
    guard let value = make(try string()) else { throw CBOR.Malformed.unexpected(at: start) }
    return value
  }

  fileprivate func isAtEnd() throws {
    guard position == bytes.count else { throw CBOR.Malformed.left(count: bytes.count - position) }
  }
}
