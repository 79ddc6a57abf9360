import Shared

// JSON written as Swift literals, for documents.

extension JSONValue: ExpressibleByStringInterpolation {
  public init(stringLiteral value: String) { self = .string(value) }
}

extension JSONValue: ExpressibleByBooleanLiteral {
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONValue: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, JSONValue?)...) {
    self = .object(Dictionary(uniqueKeysWithValues: elements.compactMap { name, value in value.map { (name, $0) } }))
  }
}

extension JSONValue {
  static func reference(_ path: String) -> JSONValue { ["$ref": .string("#/\(path)")] }

  subscript(_ name: String) -> JSONValue? {
    guard case .object(let fields) = self else { return nil }
    return fields[name]
  }

  /// What it is made of, itself not included.
  var parts: [JSONValue] {
    switch self {
    case .object(let fields): Array(fields.values)
    case .array(let items): items
    case .null, .bool, .integer, .number, .string: []
    }
  }
}
