import Shared

/// A type that says itself what it looks like, because its parts do not.
protocol Described {
  static func schema(of value: Any?, in book: SchemaBook) throws -> Schema
}

/// A type that looks the same whatever its value.
protocol Leaf: Described {
  /// Under which the book lists it; `nil` if it is written out wherever it is used.
  static var name: String? { get }
  static var form: [String: JSONValue] { get }
}

extension Leaf {
  static var name: String? { nil }

  static func schema(of value: Any?, in book: SchemaBook) throws -> Schema {
    guard let name else { return .plain(.object(form)) }
    try book.learn(name, .plain(.object(form)))
    return .named(name)
  }
}

extension Bool: Leaf { static var form: [String: JSONValue] { ["type": .string("boolean")] } }
extension Int: Leaf { static var form: [String: JSONValue] { ["type": .string("integer")] } }
extension Int64: Leaf { static var form: [String: JSONValue] { ["type": .string("integer")] } }
extension String: Leaf { static var form: [String: JSONValue] { ["type": .string("string")] } }

extension DataKey: Leaf {
  static var form: [String: JSONValue] { ["type": .string("string"), "pattern": .string("^[0-9a-f]{64}$")] }
}

extension Moment: Leaf {
  static var name: String? { "Moment" }
  static var form: [String: JSONValue] { ["type": .string("string"), "format": .string("date-time")] }
}

extension Day: Leaf {
  static var name: String? { "Day" }
  static var form: [String: JSONValue] { ["type": .string("string"), "format": .string("date")] }
}

extension Identifier: Leaf {
  /// `AccountID`; `EnvelopeID` for `Envelope.Tag`.
  static var name: String? { SchemaBook.name(of: Of.self).replacing(".Tag", with: "") + "ID" }
  static var form: [String: JSONValue] { ["type": .string("string"), "pattern": .string("^[0-9a-f]{32}$")] }
}

extension Personal: Leaf, Described {
  static var name: String? { "Personal.\(Value.self)" }
  static var form: [String: JSONValue] {
    ((Value.self as? any Leaf.Type)?.form ?? [:]).merging(["x-personal": .bool(true)]) { $1 }
  }
}

extension Array: Described where Element: Encodable {
  static func schema(of value: Any?, in book: SchemaBook) throws -> Schema {
    let elements = value as? [Element] ?? []
    let empty = try book.schema(of: Element.self, nil)
    return .list(try elements.reduce(empty) { try $0.merged(book.schema(of: Element.self, $1)) })
  }
}

extension Dictionary: Described where Key == String, Value: Encodable {
  static func schema(of value: Any?, in book: SchemaBook) throws -> Schema {
    let values = (value as? [String: Value] ?? [:]).values
    let empty = try book.schema(of: Value.self, nil)
    return .map(try values.reduce(empty) { try $0.merged(book.schema(of: Value.self, $1)) })
  }
}
