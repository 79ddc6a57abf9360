/// Writes `Encodable` values as CBOR, in one pass and into one buffer.
///
/// What `Codable` types made by the compiler do is all that it supports: a container is written to until a container
/// around it is, and never again. Two containers that take turns are refused with an `EncodingError`.
final class CBOREncoder: Encoder {
  private struct State {
    var writer = CBORWriter(capacity: 512)
    /// The containers that are open, the innermost last.
    var open: [Open] = []
    var opened = 0
    /// How many values surround what is written now.
    var depth = 0
    /// Where the value begins whose turn it is: if anything stands there already, it has had its turn.
    var start = 0
    /// What was done wrong where nothing can be thrown.
    var misuse: (any Error)?
  }

  /// A container that is being written.
  private struct Open {
    /// Its own, unlike its place.
    let number: Int
    let head: Int
    /// Entries or items.
    var count: UInt64 = 0
  }

  /// Behind a pointer, because each access to a property that varies is checked at run time to be exclusive, which
  /// would cost more than the writing itself.
  private let state: UnsafeMutablePointer<State>

  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]

  private init() {
    state = .allocate(capacity: 1)
    state.initialize(to: State())
  }

  deinit {
    state.deinitialize(count: 1)
    state.deallocate()
  }

  static let inheritance = EncodingError.invalidValue(
    "super", .init(codingPath: [], debugDescription: "messages have no inherited parts"))

  static func encode<Value: Encodable>(_ value: Value) throws -> [UInt8] {
    let encoder = CBOREncoder()
    try encoder.write(value)
    if let misuse = encoder.state.pointee.misuse { throw misuse }
    return encoder.state.pointee.writer.bytes
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(CBORMapEncoding<Key>(encoder: self, place: begin(.map)))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    CBORArrayEncoding(encoder: self, place: begin(.array))
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { CBORValueEncoding(encoder: self) }
}

// What the containers do.
extension CBOREncoder {
  /// Where a container stands among the open ones.
  struct Place {
    let depth: Int
    let number: Int
  }

  func begin(_ major: CBOR.Major) -> Place {
    do { try beginValue() } catch { refuse(error) }
    if state.pointee.open.count == CBOR.containersMax { refuse(CBOR.Malformed.tooDeep) }
    state.pointee.opened += 1
    state.pointee.open.append(Open(number: state.pointee.opened, head: state.pointee.writer.beginContainer(major)))
    return Place(depth: state.pointee.open.count, number: state.pointee.opened)
  }

  /// Ends what was begun inside the container at this place, so that its next entry or item can be written.
  func reopen(_ place: Place) throws {
    guard place.depth <= state.pointee.open.count, state.pointee.open[place.depth - 1].number == place.number else {
      throw EncodingError.invalidValue(
        place.number, .init(codingPath: [], debugDescription: "A container was written to after it had ended."))
    }
    end(downTo: place.depth)
    state.pointee.open[place.depth - 1].count += 1
  }

  /// Opens a container in the one at this place.
  func nested<Result>(in place: Place, _ key: String?, _ open: (CBOREncoder) -> Result) -> Result {
    do { try reopen(place) } catch { refuse(error) }
    if let key { write(key) }
    state.pointee.start = state.pointee.writer.count
    return open(self)
  }

  /// Makes sure that a value is one item, and not two beside each other.
  func beginValue() throws {
    guard state.pointee.writer.count == state.pointee.start else {
      throw EncodingError.invalidValue(
        state.pointee.start, .init(codingPath: [], debugDescription: "A value was written twice."))
    }
  }

  /// Nothing comes of this message.
  func refuse(_ error: any Error) { state.pointee.misuse = state.pointee.misuse ?? error }

  func refusing(_ error: any Error) -> any Encoder {
    refuse(error)
    return self
  }

  func write<Value: Encodable>(_ value: Value) throws {
    let (containers, start) = (state.pointee.open.count, state.pointee.writer.count)
    guard state.pointee.depth < CBOR.depthMax else { throw CBOR.Malformed.tooDeep }
    // A comparison of types is all that this costs those that are no moments, unlike a cast.
    if Value.self == Moment.self, let moment = value as? Moment { return try write(moment) }
    state.pointee.start = start
    state.pointee.depth += 1
    defer { state.pointee.depth -= 1 }
    do { try value.encode(to: self) } catch {
      refuse(error)
      throw error
    }
    end(downTo: containers)
    // A type without anything to say, such as an enum's case without values, is an empty map.
    if state.pointee.writer.count == start { state.pointee.writer.write(byte: CBOR.emptyMap) }
  }

  private func write(_ moment: Moment) throws {
    guard Moment.written.contains(moment.milliseconds) else {
      throw CBOR.Malformed.outOfRange(at: state.pointee.writer.count)
    }
    write(moment.milliseconds)
  }

  func write(_ text: String) { state.pointee.writer.write(text) }
  func write(_ number: Int64) { state.pointee.writer.write(number) }
  func write(_ number: UInt64) { state.pointee.writer.write(number) }
  func write(_ number: Double) { state.pointee.writer.write(number) }
  func write(_ flag: Bool) { state.pointee.writer.write(flag) }
  func writeNull() { state.pointee.writer.writeNull() }

  private func end(downTo depth: Int) {
    while state.pointee.open.count > depth {
      let ended = state.pointee.open.removeLast()
      state.pointee.writer.endContainer(ended.head, count: ended.count)
    }
  }
}
