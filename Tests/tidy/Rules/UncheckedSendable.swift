/// Who takes over from the compiler says why nothing can go wrong.
struct UncheckedSendable: Rule {
  private static let claim = Pattern(#"@unchecked\s+Sendable|nonisolated\(unsafe\)"#)
  private static let commentAfter = Pattern(#"//.*\w"#)
  private static let commentOrAttribute = Pattern(#"^\s*(//|@)"#)
  private static let reason = Pattern(#"^\s*//.*(unchecked Sendable|nonisolated\(unsafe\))"#)

  func findings(in repository: Repository) -> [Finding] {
    repository.files.flatMap { file in
      file.lines(matching: Self.claim).filter { !hasReason($0, file) }.map {
        Finding(
          path: file.path, line: $0,
          advice: "say in a comment beside it why this is safe: `@unchecked Sendable`: every access to … holds …")
      }
    }
  }

  /// On the same line, or in the comment that stands directly above the declaration.
  private func hasReason(_ number: Int, _ file: SourceFile) -> Bool {
    let above = file.lines[..<(number - 1)].reversed().prefix(while: Self.commentOrAttribute.occurs)
    return Self.commentAfter.occurs(in: file.lines[number - 1])
      || above.contains(where: Self.reason.occurs)
  }
}
