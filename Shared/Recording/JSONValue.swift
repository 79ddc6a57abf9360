import Foundation

/// Any JSON, so that a line of a recording can hold any message.
public enum JSONValue: Codable, Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = Self.first(
      { .bool(try container.decode(Bool.self)) }, { .integer(try container.decode(Int64.self)) },
      { .number(try container.decode(Double.self)) }, { .string(try container.decode(String.self)) },
      { .array(try container.decode([JSONValue].self)) })
    {
      self = value
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// JSON does not say what it is before it is read: the first reading that works is right.
  private static func first(_ readings: () throws -> JSONValue...) -> JSONValue? {
    for reading in readings {
      do { return try reading() } catch { continue }
    }
    return nil
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// - Parameter pseudonym: what to write instead of personal values; absent, they are written as they are.
  public init(_ value: some Encodable, pseudonym: (@Sendable (String) -> String)? = nil) throws {
    let encoder = JSONEncoder()
    if let pseudonym { encoder.userInfo[.pseudonym] = pseudonym }
    self = try JSONDecoder().decode(JSONValue.self, from: encoder.encode(value))
  }

  public func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(self))
  }
}

extension JSONValue {
  /// On one line, keys in order.
  public var text: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}
