import Shared

/// The schemas of all types that messages are made of, learned from samples.
final class SchemaBook {
  private(set) var types: [String: Schema] = [:]

  /// The cases of an enum of messages.
  func cases(of samples: [any Message]) throws -> [String: Schema] {
    let all = try samples.reduce(Schema.unknown) { try $0.merged(encoded($1)) }
    guard case .choice(let cases) = all else { throw SchemaError("A message is an enum whose samples are all listed.") }
    return cases
  }

  /// - Parameter value: absent where an optional is; then only the type itself tells.
  func schema<Value: Encodable>(of type: Value.Type, _ value: Value?) throws -> Schema {
    if let type = type as? any Described.Type { return try type.schema(of: value, in: self) }
    if type is any RawRepresentable<String>.Type { return try words(of: type) }
    let name = Self.name(of: type)
    try learn(name, value.map(encoded) ?? .unknown)
    return .named(name)
  }

  func learn(_ name: String, _ schema: Schema) throws {
    types[name] = try types[name, default: .unknown].merged(schema)
  }

  /// `Copy.State`, without the module.
  static func name(of type: Any.Type) -> String {
    String(String(reflecting: type).split(separator: ".", maxSplits: 1)[1])
  }

  private func words(of type: any Encodable.Type) throws -> Schema {
    guard let words = type as? any (CaseIterable & RawRepresentable<String>).Type else {
      throw SchemaError("\(type) must be CaseIterable, so that its words can be listed.")
    }
    func all<Words: CaseIterable & RawRepresentable<String>>(_ type: Words.Type) -> [JSONValue] {
      type.allCases.map { .string($0.rawValue) }
    }
    let name = Self.name(of: type)
    try learn(name, .plain(.object(["type": .string("string"), "enum": .array(all(words))])))
    return .named(name)
  }

  private func encoded(_ value: some Encodable) throws -> Schema {
    let encoder = SchemaEncoder(book: self)
    try value.encode(to: encoder)
    return encoder.schema
  }
}
