import Shared

/// As much of JSON Schema as the document uses.
struct SchemaCheck {
  let document: JSONValue

  /// What is wrong with a value, each with its place.
  func faults(of value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
    if case .string(let path)? = schema["$ref"] {
      let named = path.split(separator: "/").dropFirst().reduce(document) { $0?[String($1)] }
      return named.map { faults(of: value, $0, place) } ?? ["\(place): \(path) is nowhere"]
    }
    if let all = schema["allOf"] { return all.parts.flatMap { faults(of: value, $0, place) } }
    if let choices = schema["oneOf"]?.parts {
      let fitting = choices.filter { faults(of: value, $0, place).isEmpty }
      return fitting.count == 1 ? [] : ["\(place) fits \(fitting.count) of \(choices.count)"]
    }
    return own(value, schema, place)
  }

  private func own(_ value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
    switch (value, schema["type"]) {
    case (.object(let fields), "object"): faults(of: fields, schema, place)
    case (.array(let items), "array"): items.flatMap { faults(of: $0, schema["items"] ?? false, "\(place)[]") }
    case (.string(let text), "string"): faults(of: text, schema, place)
    case (.integer, "integer"), (.bool, "boolean"): []
    case (_, let type): ["\(place) is not \(type ?? "described")"]
    }
  }

  private func faults(of fields: [String: JSONValue], _ schema: JSONValue, _ place: String) -> [String] {
    let missing = (schema["required"]?.parts ?? []).filter { name in
      if case .string(let name) = name { fields[name] == nil } else { true }
    }
    return missing.map { "\(place) has no \($0)" }
      + fields.flatMap { name, value in
        guard let field = schema["properties"]?[name] ?? schema["additionalProperties"] else {
          return ["\(place).\(name) is not described"]
        }
        return faults(of: value, field, "\(place).\(name)")
      }
  }

  private func faults(of text: String, _ schema: JSONValue, _ place: String) -> [String] {
    if let words = schema["enum"]?.parts, !words.contains(.string(text)) { return ["\(place) is no word of the list"] }
    if schema["format"] == "date-time", Moment(text) == nil { return ["\(place) is no time"] }
    if case .string(let pattern)? = schema["pattern"] {
      do {
        if try Regex(pattern).wholeMatch(in: text) == nil { return ["\(place) does not match \(pattern)"] }
      } catch { return ["\(place): \(pattern) is no pattern"] }
    }
    return []
  }
}
