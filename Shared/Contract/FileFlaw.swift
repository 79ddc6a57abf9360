/// What is wrong with a JSON file that somebody wrote by hand, and where.
public struct FileFlaw: Equatable, Sendable {
  /// Absent if the file could not be read at all.
  public var line: Int?
  public var sentence: String

  /// - Parameter file: what it is called, such as `the retention contract`.
  func text(in file: String) -> String { line.map { "Line \($0) of \(file): \(sentence)" } ?? sentence }
}

extension FileFlaw {
  /// What a decoder could not read, with the line from the outline.
  /// - Parameter names: what can stand in fields that take certain names only.
  init(reading error: any Error, _ text: String, names: [String: [String]]) {
    switch error as? DecodingError {
    case .keyNotFound(let key, let context)?:
      self.init(context, text, "The field '\(key.stringValue)' is missing.")
    case .dataCorrupted(let context)?:
      if context.codingPath.isEmpty {
        self.init(
          line: JSONOutline(text).brokenLine,
          sentence: "This is no JSON. Look for a comma, a quote or a bracket here.")
      } else {
        let choice = names[context.codingPath.last?.stringValue ?? ""]
        let sentence = choice.map { "This name is unknown here. Give one of \($0.joined(separator: ", "))." }
        self.init(context, text, sentence ?? "\(context.debugDescription).")
      }
    case .typeMismatch(_, let context)?, .valueNotFound(_, let context)?:
      self.init(context, text, "\(context.debugDescription)")
    default: self.init(line: nil, sentence: "It cannot be read: \(error)")
    }
  }

  private init(_ context: DecodingError.Context, _ text: String, _ sentence: String) {
    let path = context.codingPath.map { step in
      step.intValue.map { JSONOutline.Step.element($0) } ?? .field(step.stringValue)
    }
    self.init(line: JSONOutline(text).line(of: path), sentence: sentence)
  }
}
