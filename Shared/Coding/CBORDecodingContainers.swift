/// The entries of a map.
struct CBORMapDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: CBORDecoder
  let begin: CBORWalk.Cursor
  var codingPath: [any CodingKey] { [] }

  /// Text that names no key of this type is left out.
  var allKeys: [Key] {
    do { return try decoder.keys(of: begin).compactMap { Key(stringValue: $0) } } catch { return [] }
  }

  func contains(_ key: Key) -> Bool {
    do { return try decoder.find(key.stringValue, in: begin) != nil } catch { return false }
  }

  /// Where the value of a key is.
  private func place(_ key: some CodingKey) throws -> Int {
    guard let position = try decoder.find(key.stringValue, in: begin) else {
      throw DecodingError.keyNotFound(key, .init(codingPath: [], debugDescription: "\(key.stringValue) is missing"))
    }
    return position
  }

  /// Reads a value that is one item, and moves on.
  private func take<Value>(_ key: Key, _ read: (CBORDecoder) -> (Int) throws -> Value) throws -> Value {
    let value = try read(decoder)(try place(key))
    decoder.took(decoder.found)
    return value
  }

  func decodeNil(forKey key: Key) throws -> Bool {
    guard let position = try decoder.find(key.stringValue, in: begin) else { return true }
    guard try decoder.null(at: position) else { return false }
    decoder.took(decoder.found)
    return true
  }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try take(key) { $0.flag(at:) } }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try take(key) { $0.string(at:) } }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try take(key) { $0.double(at:) } }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try take(key) { $0.integer(at:) } }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try take(key) { $0.integer(at:) } }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    let position = try place(key)
    let entry = decoder.found
    let value = try decoder.read(type, at: position)
    decoder.took(entry)
    return value
  }

  private func nested(_ major: CBOR.Major, _ key: Key) throws -> CBORWalk.Cursor {
    let position = try place(key)
    let entry = decoder.found
    let begin = try decoder.begin(major, at: position)
    decoder.took(entry)
    return begin
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    let begin = try nested(.map, key)
    return KeyedDecodingContainer(CBORMapDecoding<Nested>(decoder: decoder, begin: begin))
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    CBORArrayDecoding(decoder: decoder, cursor: try nested(.array, key))
  }

  func superDecoder() throws -> any Decoder { throw CBORDecoder.inheritance }
  func superDecoder(forKey key: Key) throws -> any Decoder { throw CBORDecoder.inheritance }
}

/// The items of an array.
struct CBORArrayDecoding: UnkeyedDecodingContainer {
  let decoder: CBORDecoder
  private var cursor: CBORWalk.Cursor
  private(set) var currentIndex = 0
  var codingPath: [any CodingKey] { [] }
  /// Never said beforehand: what the bytes claim is no reason to reserve memory.
  let count: Int? = nil

  init(decoder: CBORDecoder, cursor: CBORWalk.Cursor) {
    self.decoder = decoder
    self.cursor = cursor
  }

  var isAtEnd: Bool {
    do { return try !decoder.isNext(cursor) } catch { return true }
  }

  private mutating func take<Value>(_ read: (Int) throws -> Value) throws -> Value {
    guard try decoder.isNext(cursor) else { throw CBOR.Malformed.truncated }
    let value = try read(cursor.position)
    cursor = decoder.took(cursor)
    currentIndex += 1
    return value
  }

  mutating func decodeNil() throws -> Bool {
    guard try decoder.isNext(cursor), try decoder.null(at: cursor.position) else { return false }
    cursor = decoder.took(cursor)
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try take { [decoder] in try decoder.read(type, at: $0) }
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
    let begin = try take { [decoder] in try decoder.begin(.map, at: $0) }
    return KeyedDecodingContainer(CBORMapDecoding<Nested>(decoder: decoder, begin: begin))
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    CBORArrayDecoding(decoder: decoder, cursor: try take { [decoder] in try decoder.begin(.array, at: $0) })
  }

  mutating func superDecoder() throws -> any Decoder { throw CBORDecoder.inheritance }
}

/// A value that is one item.
struct CBORValueDecoding: SingleValueDecodingContainer {
  let decoder: CBORDecoder
  let position: Int
  var codingPath: [any CodingKey] { [] }

  func decodeNil() -> Bool {
    do { return try decoder.null(at: position) } catch { return false }
  }

  func decode(_ type: Bool.Type) throws -> Bool { try decoder.flag(at: position) }
  func decode(_ type: String.Type) throws -> String { try decoder.string(at: position) }
  func decode(_ type: Double.Type) throws -> Double { try decoder.double(at: position) }
  func decode(_ type: Float.Type) throws -> Float { Float(try decoder.double(at: position)) }
  func decode(_ type: Int.Type) throws -> Int { try decoder.integer(at: position) }
  func decode(_ type: Int8.Type) throws -> Int8 { try decoder.integer(at: position) }
  func decode(_ type: Int16.Type) throws -> Int16 { try decoder.integer(at: position) }
  func decode(_ type: Int32.Type) throws -> Int32 { try decoder.integer(at: position) }
  func decode(_ type: Int64.Type) throws -> Int64 { try decoder.integer(at: position) }
  func decode(_ type: UInt.Type) throws -> UInt { try decoder.integer(at: position) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try decoder.integer(at: position) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try decoder.integer(at: position) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try decoder.integer(at: position) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try decoder.integer(at: position) }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.read(type, at: position) }
}
