/// How long something may be kept stands in the retention contract and nowhere else.
struct RetentionNumbers: Rule {
  private static let number = Pattern(#"\b(?:86_?400(?:_?000)?|43_?200|82_?800|2_?592_?000|7_?776_?000)\b"#)
  private static let product = Pattern(#"\b(?:12|23|24|48)\s*\*\s*(?:60|3_?600)\b|\b(?:7|30|90)\s*\*\s*24\b"#)
  private static let text = Pattern(#""(?:\d+d|12h|23h|24h|48h)""#)

  /// Where such a number is no retention time, and why.
  static let usual = ["Services/gateway/Answers/PolicyDocument.swift": "puts the contract's lengths of time into words"]

  var exceptions = usual

  func findings(in repository: Repository) -> [Finding] {
    repository.product.filter { $0.path.hasPrefix("Services/") && exceptions[$0.path] == nil }.flatMap { file in
      file.lines.indices.filter { isRetention(file.code[$0], file.lines[$0]) }.map {
        Finding(
          path: file.path, line: $0 + 1,
          advice: "this looks like a retention time: ask the contract, `contract.row(.photo).deadline`")
      }
    }
  }

  private func isRetention(_ code: String, _ line: String) -> Bool {
    Self.number.occurs(in: code) || Self.product.occurs(in: code) || Self.text.occurs(in: line)
  }
}
