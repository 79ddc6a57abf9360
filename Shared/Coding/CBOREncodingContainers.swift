/// The entries of a map.
struct CBORMapEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: CBOREncoder
  let place: CBOREncoder.Place
  var codingPath: [any CodingKey] { [] }

  private func begin(_ key: some CodingKey) throws {
    try encoder.reopen(place)
    encoder.write(key.stringValue)
  }

  func encodeNil(forKey key: Key) throws {
    try begin(key)
    encoder.writeNull()
  }

  func encode(_ value: Bool, forKey key: Key) throws {
    try begin(key)
    encoder.write(value)
  }

  func encode(_ value: String, forKey key: Key) throws {
    try begin(key)
    encoder.write(value)
  }

  func encode(_ value: Double, forKey key: Key) throws {
    try begin(key)
    encoder.write(value)
  }

  func encode(_ value: Int, forKey key: Key) throws {
    try begin(key)
    encoder.write(Int64(value))
  }

  func encode(_ value: Int64, forKey key: Key) throws {
    try begin(key)
    encoder.write(value)
  }

  func encode(_ value: some Encodable, forKey key: Key) throws {
    try begin(key)
    try encoder.write(value)
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested>
  {
    encoder.nested(in: place, key.stringValue) { $0.container(keyedBy: type) }
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder.nested(in: place, key.stringValue) { $0.unkeyedContainer() }
  }

  func superEncoder() -> any Encoder { encoder.nested(in: place, "super") { $0 } }
  func superEncoder(forKey key: Key) -> any Encoder { encoder.nested(in: place, key.stringValue) { $0 } }
}

/// The items of an array.
struct CBORArrayEncoding: UnkeyedEncodingContainer {
  let encoder: CBOREncoder
  let place: CBOREncoder.Place
  private(set) var count = 0
  var codingPath: [any CodingKey] { [] }

  init(encoder: CBOREncoder, place: CBOREncoder.Place) {
    self.encoder = encoder
    self.place = place
  }

  mutating func encodeNil() throws {
    try encoder.reopen(place)
    count += 1
    encoder.writeNull()
  }

  mutating func encode(_ value: some Encodable) throws {
    try encoder.reopen(place)
    count += 1
    try encoder.write(value)
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    count += 1
    return encoder.nested(in: place, nil) { $0.container(keyedBy: type) }
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    count += 1
    return encoder.nested(in: place, nil) { $0.unkeyedContainer() }
  }

  mutating func superEncoder() -> any Encoder {
    count += 1
    return encoder.nested(in: place, nil) { $0 }
  }
}

/// A value that is one item.
struct CBORValueEncoding: SingleValueEncodingContainer {
  let encoder: CBOREncoder
  var codingPath: [any CodingKey] { [] }

  func encodeNil() throws { encoder.writeNull() }
  func encode(_ value: Bool) throws { encoder.write(value) }
  func encode(_ value: String) throws { encoder.write(value) }
  func encode(_ value: Double) throws { encoder.write(value) }
  func encode(_ value: Float) throws { encoder.write(Double(value)) }
  func encode(_ value: Int) throws { encoder.write(Int64(value)) }
  func encode(_ value: Int8) throws { encoder.write(Int64(value)) }
  func encode(_ value: Int16) throws { encoder.write(Int64(value)) }
  func encode(_ value: Int32) throws { encoder.write(Int64(value)) }
  func encode(_ value: Int64) throws { encoder.write(value) }
  func encode(_ value: UInt) throws { encoder.write(UInt64(value)) }
  func encode(_ value: UInt8) throws { encoder.write(UInt64(value)) }
  func encode(_ value: UInt16) throws { encoder.write(UInt64(value)) }
  func encode(_ value: UInt32) throws { encoder.write(UInt64(value)) }
  func encode(_ value: UInt64) throws { encoder.write(value) }
  func encode(_ value: some Encodable) throws { try encoder.write(value) }
}
