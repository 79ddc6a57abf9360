import Shared

/// What a type looks like once encoded, as far as its samples show.
indirect enum Schema: Equatable {
  /// Nothing was seen yet, such as the elements of an empty list.
  case unknown
  case plain(JSONValue)
  /// A type of the book, by its name.
  case named(String)
  case list(Schema)
  /// Any names, all of one schema.
  case map(Schema)
  case object([String: Field])
  /// An enum with values: an object with one field, which is the name of the case.
  case choice([String: Schema])

  struct Field: Equatable {
    var schema: Schema
    var wasPresent: Bool
    var wasAbsent: Bool
    /// As the type says, whatever the samples hold.
    var isOptional: Bool
  }

  /// What two samples of one type show together.
  func merged(_ other: Schema) throws -> Schema {
    switch (self, other) {
    case (.unknown, let known), (let known, .unknown): return known
    case (.list(let one), .list(let two)): return .list(try one.merged(two))
    case (.map(let one), .map(let two)): return .map(try one.merged(two))
    case (.object(let one), .object(let two)): return .object(try one.merging(two) { try $0.merged($1) })
    case (.choice(let one), .choice(let two)): return .choice(try one.merging(two) { try $0.merged($1) })
    case (.plain, _), (.named, _), (.list, _), (.map, _), (.object, _), (.choice, _):
      guard self == other else { throw SchemaError("One type was encoded in two ways: \(self) and \(other).") }
      return self
    }
  }

  /// The optional fields in it that were never present, or never absent, each with its path.
  func unseen(at path: String) -> [String] {
    switch self {
    case .unknown: ["\(path) was never seen"]
    case .plain, .named: []
    case .list(let element), .map(let element): element.unseen(at: "\(path)[]")
    case .choice(let cases): cases.flatMap { $1.unseen(at: "\(path).\($0)") }
    case .object(let fields): fields.flatMap { $1.unseen(at: "\(path).\($0)") }
    }
  }
}

extension Schema.Field {
  func merged(_ other: Self) throws -> Self {
    Self(
      schema: try schema.merged(other.schema), wasPresent: wasPresent || other.wasPresent,
      wasAbsent: wasAbsent || other.wasAbsent, isOptional: isOptional || other.isOptional)
  }

  fileprivate func unseen(at path: String) -> [String] {
    let never = isOptional ? [wasPresent ? nil : "present", wasAbsent ? nil : "absent"].compactMap { $0 } : []
    return never.map { "\(path) was never \($0)" } + schema.unseen(at: path)
  }
}

/// The schema of a type cannot be told. The sentence says what to do.
struct SchemaError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
