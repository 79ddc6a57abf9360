/// Every message has a round-trip test: each case of Shared/Messages is among the samples in Tests/shared/Messages,
/// which are lists such as `static let doorRequests: [DoorRequest] = [`.
struct RoundTrips: Rule {
  private static let mention = Pattern(#"\.(\w+)"#)
  private static let outermost = Pattern(#"^\w"#)
  private static let conversation = Pattern(#"^public enum (\w+(?:Request|Reply))\b"#)
  private static let message = Pattern(#"^  case (\w+)"#)

  func findings(in repository: Repository) -> [Finding] {
    let tests = repository.files.filter { $0.path.hasPrefix("Tests/shared/Messages/") }
    return repository.files.filter { $0.path.hasPrefix("Shared/Messages/") }.flatMap { file in
      messages(file).filter { !samples(of: $0.type, tests).contains($0.name) }.map {
        Finding(
          path: file.path, line: $0.line,
          advice: "add a sample of '\($0.name)' to the [\($0.type)] in Tests/shared/Messages")
      }
    }
  }

  private func messages(_ file: SourceFile) -> [(line: Int, type: String, name: String)] {
    var type: String?
    return file.code.enumerated().compactMap { index, line in
      if Self.outermost.occurs(in: line) { type = Self.conversation.first(in: line) }
      guard let type, let name = Self.message.first(in: line) else { return nil }
      return (index + 1, type, name)
    }
  }

  /// The cases that are mentioned from the line that begins the list to the one that ends it.
  private func samples(of type: String, _ tests: [SourceFile]) -> Set<String> {
    let lists = tests.compactMap { file in
      file.code.firstIndex { $0.contains("[\(type)] = [") }.map { first in
        file.code[first...].prefix { $0 != "  ]" }
      }
    }
    return Set(lists.joined().flatMap(Self.mention.all))
  }
}
