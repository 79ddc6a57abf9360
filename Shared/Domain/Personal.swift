/// A value that identifies a person: a name, an e-mail address, an access token, a data key.
///
/// It travels between processes, but prints as nothing, and a recording shows it as a pseudonym (see `Pseudonyms`).
/// The value itself is reached by `revealed`, which is easy to search for.
public struct Personal<Value: LosslessStringConvertible & Hashable & Sendable>: Hashable, Sendable {
  public let revealed: Value
  public init(_ value: Value) { revealed = value }
}

extension Personal: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "‹personal›" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension CodingUserInfoKey {
  /// Set on an encoder that writes a recording: `@Sendable (String) -> String`, from a personal value to its pseudonym.
  public static let pseudonym = CodingUserInfoKey(rawValue: "mayfly.pseudonym")!
}

extension Personal: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let value = Value(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a \(Value.self)")
    }
    self.init(value)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    let pseudonym = encoder.userInfo[.pseudonym] as? @Sendable (String) -> String
    try container.encode(pseudonym?(revealed.description) ?? revealed.description)
  }
}
