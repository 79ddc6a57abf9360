/// How messages become bytes between processes, and back. The only place that knows the form.
public enum Coding {
  /// Bytes of the largest message. What is larger travels as an attachment.
  static let sizeMax = 64 * 1024

  public static func encode(_ message: some Encodable) throws -> [UInt8] { try CBOREncoder.encode(message) }

  public static func decode<Message: Decodable>(_ type: Message.Type = Message.self, _ bytes: [UInt8]) throws -> Message
  {
    try bytes.withUnsafeBytes { try CBORDecoder.decode(type, $0) }
  }

  /// The name of a message's case: the only key of the map that an enum is.
  static func kind(_ message: [UInt8]) -> String {
    message.withUnsafeBytes { bytes in
      var reader = CBORReader(bytes)
      do {
        _ = try reader.head()
        return try reader.string()
      } catch {
        preconditionFailure("a message is an enum")
      }
    }
  }

  static func encodeOrRefuse(_ message: some Encodable) throws(Refusal) -> [UInt8] {
    let bytes: [UInt8]
    do { bytes = try encode(message) } catch { throw Refusal(.internal, "A message could not be encoded.") }
    guard bytes.count <= Self.sizeMax else {
      throw Refusal(.bodyTooLarge, "A message of \(bytes.count) bytes is more than the \(Self.sizeMax) allowed.")
    }
    return bytes
  }

  static func decodeMessage<M: Message>(
    _ type: M.Type = M.self, _ bytes: [UInt8], schema: Int
  ) throws(Refusal) -> M {
    guard schema == M.schema else {
      throw Refusal(.unknownVersion, "Schema \(schema) of \(M.self) is unknown here; this process speaks \(M.schema).")
    }
    do {
      return try decode(M.self, bytes)
    } catch {
      throw Refusal(.malformedRequest, "This is no \(M.self). Both processes must be of the same version.")
    }
  }
}
