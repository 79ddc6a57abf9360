/// A service depends on `Shared` and on no other service.
struct Imports: Rule {
  private static let module = Pattern(#"^\s*(?:@\w+\s+)*import\s+(?:(?:struct|enum|class|func)\s+)?(\w+)"#)

  func findings(in repository: Repository) -> [Finding] {
    repository.product.flatMap { file in
      file.code.indices.compactMap { index in
        guard let module = Self.module.first(in: file.code[index]),
          Tree.services.contains(module.replacing("_", with: "-"))
        else { return nil }
        return Finding(
          path: file.path, line: index + 1,
          advice: "services meet in Shared/Messages only: ask '\(module)' over the bus")
      }
    }
  }
}
