/// The tree shows the architecture: six entries at the top, one folder for each process, no folder of leftovers.
struct Tree: Rule {
  static let topLevel: Set = ["Package.swift", "Services", "Shared", "Tests", "compose", "README.md"]
  static let services: Set = ["gateway", "account", "upload-store", "astria-bridge", "janitor"]
  private static let leftovers = Pattern(
    #"(?:Utils?|Utilities|Helpers?|Managers?|Common|Misc)(?![a-z])|^(?:utils?|helpers?|managers?|common|misc)$"#)

  func findings(in repository: Repository) -> [Finding] {
    topLevel(repository) + services(repository) + names(repository)
  }

  private func topLevel(_ repository: Repository) -> [Finding] {
    let found = Set(repository.topLevel).subtracting(["Package.resolved"])
    return found.subtracting(Self.topLevel).sorted().map {
      Finding(path: $0, advice: "the top level has six entries and no seventh: move it under one of them")
    }
      + Self.topLevel.subtracting(found).sorted().map {
        Finding(path: $0, advice: "this entry of the top level is missing")
      }
  }

  private func services(_ repository: Repository) -> [Finding] {
    let paths = repository.files.map(\.path)
    let found = Set(
      repository.files.filter { $0.folders.first == "Services" }.compactMap { $0.folders.dropFirst().first })
    return found.symmetricDifference(Self.services).sorted().map {
      Finding(
        path: "Services/\($0)", advice: "there are five processes: \(Self.services.sorted().joined(separator: ", "))")
    }
      + found.filter { !paths.contains("Services/\($0)/Main.swift") }.sorted().map {
        Finding(path: "Services/\($0)", advice: "every process begins in its Main.swift")
      }
  }

  private func names(_ repository: Repository) -> [Finding] {
    repository.files.flatMap { file in
      let names = file.folders + [String(file.path.split(separator: "/").last ?? "")]
      let leftovers = names.filter { Self.leftovers.occurs(in: $0) }.map {
        Finding(path: file.path, advice: "'\($0)' names no thing: call it after what is in it")
      }
      let extensions = names.filter { $0.contains("+") }.map {
        Finding(path: file.path, advice: "'\($0)': call the file after what it is about, without '+'")
      }
      return leftovers + extensions
    }
  }
}
