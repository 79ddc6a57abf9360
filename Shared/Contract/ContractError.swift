/// What is wrong with a retention contract: every flaw, each with its line.
public struct ContractError: Error, CustomStringConvertible, Equatable {
  public struct Flaw: Equatable, Sendable {
    /// Absent if the file could not be read at all.
    public var line: Int?
    public var sentence: String
  }

  public let flaws: [Flaw]

  public var description: String {
    let lines = flaws.map { flaw in
      flaw.line.map { "Line \($0) of the retention contract: \(flaw.sentence)" } ?? flaw.sentence
    }
    return lines.joined(separator: "\n")
  }

  init(_ flaws: [Flaw]) { self.flaws = flaws }
  init(_ sentence: String) { self.init([Flaw(line: nil, sentence: sentence)]) }

  /// What a decoder could not read, with the line from the outline.
  init(reading error: any Error, _ text: String) {
    switch error as? DecodingError {
    case .keyNotFound(let key, let context)?:
      self.init(context, text, "The field '\(key.stringValue)' is missing.")
    case .dataCorrupted(let context)?:
      if context.codingPath.isEmpty {
        let line = JSONOutline(text).brokenLine
        self.init([Flaw(line: line, sentence: "This is no JSON. Look for a comma, a quote or a bracket here.")])
      } else {
        self.init(context, text, Self.choice(context) ?? "\(context.debugDescription).")
      }
    case .typeMismatch(_, let context)?, .valueNotFound(_, let context)?:
      self.init(context, text, "\(context.debugDescription)")
    default: self.init("The retention contract cannot be read: \(error)")
    }
  }

  /// What could stand where only certain names can.
  private static func choice(_ context: DecodingError.Context) -> String? {
    let names: [String]
    switch context.codingPath.last?.stringValue {
    case "class": names = CopyClass.allCases.map(\.rawValue)
    case "custodian": names = Custodian.allCases.map(\.rawValue)
    default: return nil
    }
    return "This name is unknown here. Give one of \(names.joined(separator: ", "))."
  }

  private init(_ context: DecodingError.Context, _ text: String, _ sentence: String) {
    let path = context.codingPath.map { step in
      step.intValue.map { JSONOutline.Step.element($0) } ?? .field(step.stringValue)
    }
    self.init([Flaw(line: JSONOutline(text).line(of: path), sentence: sentence)])
  }
}
