/// A walk through the containers of a CBOR item: finds fields and items where they are expected, which is right behind
/// the one that was read before.
struct CBORWalk {
  var reader: CBORReader
  /// Where the container stands that was read from last.
  private(set) var last = Cursor(container: -1, position: -1)
  private var depth = 0
  /// What went wrong where nothing could be thrown.
  var flaw: (any Error)?
  /// The container that was passed over last: those around it need not look through it again.
  private var passed = 0..<0

  init(_ bytes: UnsafeRawBufferPointer) { reader = CBORReader(bytes) }

  /// A place inside a container.
  struct Cursor {
    /// Where its first item begins: its name, so to speak.
    let container: Int
    var position: Int
    fileprivate(set) var items: CBORItems?

    func isNext(_ reader: CBORReader) throws -> Bool { try items?.isNext(reader) ?? false }
  }

  /// Enters the container whose head is at the reader's position.
  mutating func begin(_ major: CBOR.Major) throws -> Cursor {
    let start = reader.position
    let head = try reader.head()
    guard head.major == major else { throw CBOR.Malformed.unexpected(at: start) }
    let items = CBORItems(head, each: major == .map ? 2 : 1)
    last = Cursor(container: reader.position, position: reader.position, items: items)
    return last
  }

  /// Enters a container that is read in its own time, while whatever surrounds it goes on behind it.
  mutating func beginApart(_ major: CBOR.Major, at position: Int) throws -> Cursor {
    reader.position = position
    let begin = try begin(major)
    reader.position = position
    try skip()
    return begin
  }

  /// Where the value of this key begins. `last` then stands at its entry.
  ///
  /// - Parameter begin: the map's first entry.
  mutating func find(_ key: String, in begin: Cursor) throws -> Int? {
    let from = last.container == begin.container ? last : begin
    if let found = try find(key, from: from, until: nil) { return found }
    return from.position == begin.position ? nil : try find(key, from: begin, until: from.position)
  }

  private mutating func find(_ key: String, from: Cursor, until limit: Int?) throws -> Int? {
    var cursor = from
    reader.position = cursor.position
    while reader.position != limit, try cursor.isNext(reader) {
      cursor.position = reader.position
      if try reader.isText(key) {
        last = cursor
        return reader.position
      }
      try skip()
      cursor.items?.took()
    }
    return nil
  }

  /// All keys of a map.
  mutating func keys(of begin: Cursor) throws -> [String] {
    var (cursor, keys) = (begin, [String]())
    reader.position = begin.position
    while try cursor.isNext(reader) {
      keys.append(try reader.string())
      cursor.items?.took()
      // Most maps whose keys are asked for are an enum's case: nothing comes behind its value.
      if cursor.items?.isExhausted ?? true { break }
      try skip()
    }
    return keys
  }

  /// The entry or item that the cursor stood at ends where the reader is.
  @discardableResult
  mutating func took(_ cursor: Cursor) -> Cursor {
    last = cursor
    last.position = reader.position
    last.items?.took()
    return last
  }

  /// Whether there is another item, to whose begin the reader then goes.
  mutating func isNext(_ cursor: Cursor) throws -> Bool {
    reader.position = cursor.position
    return try cursor.isNext(reader)
  }

  /// Goes in for a value at this place, as deep as values may lie.
  mutating func enter(_ position: Int) throws {
    guard depth < CBOR.depthMax else { throw CBOR.Malformed.tooDeep }
    depth += 1
    reader.position = position
  }

  /// The value cannot be read, as this type at least.
  mutating func giveUp() { depth -= 1 }

  /// Goes to the end of the value. Often its container was the last one to be read from, and only its end is left.
  mutating func leave(_ position: Int) throws {
    depth -= 1
    reader.position = position
    let head = try reader.head()
    if reader.position == last.container, let items = last.items {
      reader.position = last.position
      return try skip(items)
    }
    guard head.major == .map else {
      reader.position = position
      return try skip()
    }
    try skip(CBORItems(head, each: 2))
  }

  private mutating func skip(_ items: CBORItems) throws {
    var items = items
    while try items.isNext(reader) {
      items.took()
      for _ in 0..<items.each { try skip() }
    }
    items.end(&reader)
  }

  private mutating func skip() throws {
    let start = reader.position
    if !passed.isEmpty, start == passed.lowerBound { return reader.position = passed.upperBound }
    let isContainer = try reader.peek() >> 5 == CBOR.Major.map.rawValue
    try reader.skip()
    if isContainer { passed = start..<reader.position }
  }
}
