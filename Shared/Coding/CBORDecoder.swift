/// Reads `Decodable` values from CBOR, without a copy of the bytes and without a table of what they hold.
///
/// Fields are expected in the order in which they were written, which is the order in which `Codable` asks for them;
/// any other order only takes longer. Unknown fields are passed over.
final class CBORDecoder: Decoder {
  /// Behind a pointer for the same reason as the encoder's.
  private let walk: UnsafeMutablePointer<CBORWalk>

  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]

  static let inheritance = DecodingError.dataCorrupted(
    .init(codingPath: [], debugDescription: "messages have no inherited parts"))

  private init(_ bytes: UnsafeRawBufferPointer) {
    walk = .allocate(capacity: 1)
    walk.initialize(to: CBORWalk(bytes))
  }

  deinit {
    walk.deinitialize(count: 1)
    walk.deallocate()
  }

  static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: UnsafeRawBufferPointer) throws -> Value {
    let decoder = CBORDecoder(bytes)
    let value: Value
    // What was noted came first, and says more than what followed from it.
    do { value = try decoder.read(type, at: 0) } catch { throw decoder.walk.pointee.flaw ?? error }
    if let flaw = decoder.walk.pointee.flaw { throw flaw }
    let left = bytes.count - decoder.walk.pointee.reader.position
    guard left == 0 else { throw CBOR.Malformed.left(count: left) }
    return value
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(CBORMapDecoding<Key>(decoder: self, begin: try walk.pointee.begin(.map)))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    CBORArrayDecoding(decoder: self, cursor: try walk.pointee.begin(.array))
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    CBORValueDecoding(decoder: self, position: walk.pointee.reader.position)
  }
}

// What the containers do.
extension CBORDecoder {
  func find(_ key: String, in begin: CBORWalk.Cursor) throws -> Int? { try walk.pointee.find(key, in: begin) }
  func keys(of begin: CBORWalk.Cursor) throws -> [String] { try walk.pointee.keys(of: begin) }
  func isNext(_ cursor: CBORWalk.Cursor) throws -> Bool { try walk.pointee.isNext(cursor) }
  /// The entry that `find` found, to be moved on from once its value is read.
  var found: CBORWalk.Cursor { walk.pointee.last }
  @discardableResult func took(_ cursor: CBORWalk.Cursor) -> CBORWalk.Cursor { walk.pointee.took(cursor) }

  /// For what `Codable` does not let throw: the flaw is thrown when all is read, and nothing comes of the message.
  func noting<Result>(else result: Result, _ read: () throws -> Result) -> Result {
    do { return try read() } catch {
      walk.pointee.flaw = walk.pointee.flaw ?? error
      return result
    }
  }

  func begin(_ major: CBOR.Major, at position: Int) throws -> CBORWalk.Cursor {
    try walk.pointee.beginApart(major, at: position)
  }

  func read<Value: Decodable>(_ type: Value.Type, at position: Int) throws -> Value {
    // The types are the same; a cast would look up what an optional `Value` is, for each value.
    if type == Moment.self {
      walk.pointee.reader.position = position
      return unsafeBitCast(try walk.pointee.reader.moment(), to: Value.self)
    }
    try walk.pointee.enter(position)
    let value: Value
    do { value = try Value(from: self) } catch {
      walk.pointee.giveUp()
      throw error
    }
    try walk.pointee.leave(position)
    return value
  }

  func string(at position: Int) throws -> String {
    walk.pointee.reader.position = position
    return try walk.pointee.reader.string()
  }

  func integer<Number: FixedWidthInteger>(at position: Int) throws -> Number {
    walk.pointee.reader.position = position
    return try walk.pointee.reader.integer()
  }

  func double(at position: Int) throws -> Double {
    walk.pointee.reader.position = position
    return try walk.pointee.reader.double()
  }

  func flag(at position: Int) throws -> Bool {
    walk.pointee.reader.position = position
    return try walk.pointee.reader.flag()
  }

  /// Whether there is a null, which is taken.
  func null(at position: Int) throws -> Bool {
    walk.pointee.reader.position = position
    return try walk.pointee.reader.null()
  }
}
