import Shared

/// Writes schemas down as JSON Schema, with what the source says of each type and field.
struct SchemaWriting {
  let comments: [String: String]

  /// - Parameter path: the name of the type, or of the type and what is in it.
  func json(_ schema: Schema, _ path: String) throws -> JSONValue {
    switch schema {
    case .unknown: throw SchemaError("\(path) has no sample: add one to MessageSamples.")
    case .plain(let form): described(form, path)
    case .named(let name): described(.reference("components/schemas/\(name)"), path)
    case .list(let element): described(["type": "array", "items": try json(element, "\(path)[]")], path)
    case .map(let value):
      described(["type": "object", "additionalProperties": try json(value, "\(path)[]")], path)
    case .object(let fields): described(try object(fields, path), path)
    case .choice(let cases):
      described(
        ["oneOf": .array(try cases.keys.sorted().map { try self.case($0, of: cases, path) })], path)
    }
  }

  /// A case with its values, as an enum encodes it.
  func `case`(_ name: String, of cases: [String: Schema], _ path: String) throws -> JSONValue {
    [
      "type": "object", "required": [.string(name)], "additionalProperties": false,
      "properties": .object([name: try json(cases[name] ?? .unknown, "\(path).\(name)")]),
    ]
  }

  private func object(_ fields: [String: Schema.Field], _ path: String) throws -> JSONValue {
    let required = fields.filter { !$1.isOptional }.keys.sorted()
    var properties: [String: JSONValue] = [:]
    for (name, field) in fields { properties[name] = try json(field.schema, "\(path).\(name)") }
    return [
      "type": "object", "properties": .object(properties),
      "required": required.isEmpty ? nil : .array(required.map(JSONValue.string)),
    ]
  }

  private func described(_ form: JSONValue, _ path: String) -> JSONValue {
    guard let comment = comments[path], case .object(var fields) = form else { return form }
    // What stands beside a reference is ignored.
    if fields["$ref"] != nil { fields = ["allOf": [form]] }
    fields["description"] = .string(comment)
    return .object(fields)
  }
}
