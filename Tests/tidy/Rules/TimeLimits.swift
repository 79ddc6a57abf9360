/// A test that hangs must end: every suite has a time limit.
struct TimeLimits: Rule {
  private static let test = Pattern(#"@Test\b"#)
  private static let limit = Pattern(#"\.timeLimit\("#)

  func findings(in repository: Repository) -> [Finding] {
    repository.files.filter { $0.path.hasPrefix("Tests/") }.filter {
      !$0.lines(matching: Self.test).isEmpty && $0.lines(matching: Self.limit).isEmpty
    }.map { Finding(path: $0.path, advice: "a test that hangs must end: `@Suite(.timeLimit(.minutes(1)))`") }
  }
}
