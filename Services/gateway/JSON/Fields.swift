import Shared

/// The fields of one JSON object, each taken by name and type; what is left over at the end is refused.
struct Fields {
  private var left: [String: JSONValue]
  /// Where this object stands in the body, such as `consent.`
  private let path: String

  /// Reads an object and every field of it.
  static func read<Result>(
    _ bytes: [UInt8], _ take: (inout Fields) throws(Refusal) -> Result
  ) throws(Refusal) -> Result {
    guard case .object(let object) = try JSONText.parse(bytes) else {
      throw Refusal(.malformedRequest, "The body must be a JSON object: it begins with {.")
    }
    return try read(object, path: "", take)
  }

  private static func read<Result>(
    _ object: [String: JSONValue], path: String, _ take: (inout Fields) throws(Refusal) -> Result
  ) throws(Refusal) -> Result {
    var fields = Fields(left: object, path: path)
    let result = try take(&fields)
    if let name = fields.left.keys.min() {
      throw Refusal(.invalidField, "There is no field \(path)\(name.prefix(60)). Leave it out.")
    }
    return result
  }

  mutating func text(_ name: String) throws(Refusal) -> String {
    let value = try take(name)
    guard case .string(let text) = value else { throw wrongType(name, "a text", value) }
    return text
  }

  mutating func wholeNumber(_ name: String) throws(Refusal) -> Int {
    let value = try take(name)
    guard case .integer(let number) = value else { throw wrongType(name, "a whole number", value) }
    return Int(number)
  }

  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: Choice.Type = Choice.self
  ) throws(Refusal) -> Choice {
    guard let choice = Choice(rawValue: try text(name)) else {
      let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal(.invalidField, "\(path)\(name) must be one of \(all).")
    }
    return choice
  }

  mutating func object<Result>(
    _ name: String, _ take: (inout Fields) throws(Refusal) -> Result
  ) throws(Refusal) -> Result {
    let value = try self.take(name)
    guard case .object(let object) = value else { throw wrongType(name, "an object", value) }
    return try Self.read(object, path: "\(path)\(name).", take)
  }

  private mutating func take(_ name: String) throws(Refusal) -> JSONValue {
    guard let value = left.removeValue(forKey: name) else {
      throw Refusal(.invalidField, "The field \(path)\(name) is missing.")
    }
    return value
  }

  private func wrongType(_ name: String, _ wanted: String, _ value: JSONValue) -> Refusal {
    Refusal(.invalidField, "\(path)\(name) must be \(wanted), not \(value.typeName).")
  }
}

extension JSONValue {
  fileprivate var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .integer: "a whole number"
    case .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
