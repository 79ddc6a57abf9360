/// Encodes nothing: notes under which names, and of what types, a value would encode its parts.
final class SchemaEncoder: Encoder {
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]
  fileprivate let book: SchemaBook
  fileprivate var fields: [String: Schema.Field] = [:]
  fileprivate var cases: [String: SchemaEncoder] = [:]

  init(book: SchemaBook) { self.book = book }

  /// A type that opens a container within its own is an enum with values.
  var schema: Schema { cases.isEmpty ? .object(fields) : .choice(cases.mapValues(\.schema)) }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(SchemaFields(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    preconditionFailure("only arrays encode themselves as lists; let this type be `Described`")
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    preconditionFailure("what encodes itself as a single value must be `Described`")
  }
}

private struct SchemaFields<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: SchemaEncoder
  let codingPath: [any CodingKey] = []

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try note(Value.self, value, key, isOptional: false)
  }

  func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
    try note(Value.self, value, key, isOptional: true)
  }

  // The protocol has its own version of each of these, which would not say that the field may be absent.
  func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try note(Bool.self, value, key, isOptional: true) }
  func encodeIfPresent(_ value: String?, forKey key: Key) throws { try note(String.self, value, key, isOptional: true) }
  func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try note(Int.self, value, key, isOptional: true) }
  func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try note(Int64.self, value, key, isOptional: true) }

  func encodeNil(forKey key: Key) throws { throw SchemaError("\(key.stringValue) is encoded as nothing at all.") }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    let inner = SchemaEncoder(book: encoder.book)
    encoder.cases[key.stringValue] = inner
    return inner.container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder.unkeyedContainer() }
  func superEncoder() -> any Encoder { encoder }
  func superEncoder(forKey key: Key) -> any Encoder { encoder }

  private func note<Value: Encodable>(
    _ type: Value.Type, _ value: Value?, _ key: Key, isOptional: Bool
  ) throws {
    encoder.fields[key.stringValue] = Schema.Field(
      schema: try encoder.book.schema(of: type, value), wasPresent: value != nil, wasAbsent: value == nil,
      isOptional: isOptional)
  }
}
