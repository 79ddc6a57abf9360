/// The folders of Shared are layers: a lower one never names a type of a higher one.
struct Layers: Rule {
  /// From the lowest to the highest. Those on one level may name each other.
  static let levels: [Set<String>] = [
    ["Domain", "Contract", "Styles"], ["Messages"], ["Coding"], ["Bus", "HTTP", "Mail", "Storage"], ["Recording"],
    ["Service"],
    ["CommandLine"],
  ]
  /// Nested and private types are nobody else's business.
  private static let declaration = Pattern(
    #"^(?:public |package |final |indirect |@\w+ )*(?:struct|class|enum|actor|protocol|typealias) (\w+)"#)
  /// What a file declares itself, parameters of generic types included.
  private static let own = Pattern(
    #"(?:\b(?:struct|class|enum|actor|protocol|typealias|associatedtype|case) |<|, )(\w+)(?=[\s:>,({]|$)"#)
  private static let use = Pattern(#"(?<![\w.])[A-Z]\w*"#)

  func findings(in repository: Repository) -> [Finding] {
    let files = repository.files.filter { $0.folders.first == "Shared" }
    let homes = homes(files)
    return files.flatMap { file -> [Finding] in
      guard let level = level(file) else {
        return [
          Finding(path: file.path, advice: "its folder is no layer: move it into one, or add the layer to this rule")
        ]
      }
      return names(file, above: level, homes)
    }
  }

  private func level(_ file: SourceFile) -> Int? {
    guard file.folders.count > 1 else { return nil }
    return Self.levels.firstIndex { $0.contains(file.folders[1]) }
  }

  /// In which layer a type is declared.
  private func homes(_ files: [SourceFile]) -> [String: Int] {
    var homes: [String: Int] = [:]
    for file in files {
      guard let level = level(file) else { continue }
      for name in file.code.flatMap(Self.declaration.all) { homes[name] = level }
    }
    return homes
  }

  private func names(_ file: SourceFile, above level: Int, _ homes: [String: Int]) -> [Finding] {
    let own = Set(file.code.flatMap(Self.own.all))
    return file.code.indices.flatMap { index in
      Set(Self.use.all(in: file.code[index])).sorted().filter { (homes[$0] ?? level) > level && !own.contains($0) }.map
      {
        Finding(
          path: file.path, line: index + 1,
          advice: "'\($0)' belongs to a higher layer: move one of the two, or hand it in")
      }
    }
  }
}
