/// One thing drawn, as a recording keeps it. A secret encodes as its pseudonym.
public enum Drawn: Codable, Sendable, Equatable {
  case random(String)
  case secret(Personal<DataKey>)
  case computed(String)
}
