/// What a request asks of Astria, by the names that faults and counts go by.
enum Route: String, Sendable, CaseIterable {
  case createTune = "create-tune"
  case showTune = "show-tune"
  case listTunes = "list-tunes"
  case deleteTune = "delete-tune"
  case createPrompt = "create-prompt"
  case showPrompt = "show-prompt"
  case listPrompts = "list-prompts"
  case deletePrompt = "delete-prompt"
  case users
  /// The download of a photo or an image.
  case file
  case inspect
  case listPacks = "list-packs"
  case showPack = "show-pack"
  case createPackTune = "create-pack-tune"

  private static let words: Set<Substring> = [
    "tunes", "prompts", "users", "files", "images", "inspect", "gallery", "packs", "p",
  ]
  private static let shapes: [String: Route] = [
    "POST tunes": .createTune, "GET tunes": .listTunes, "GET tunes *": .showTune, "DELETE tunes *": .deleteTune,
    "POST tunes * prompts": .createPrompt, "GET tunes * prompts": .listPrompts, "GET prompts": .listPrompts,
    "GET tunes * prompts *": .showPrompt, "GET prompts *": .showPrompt, "DELETE tunes * prompts *": .deletePrompt,
    "DELETE prompts *": .deletePrompt, "GET users": .users, "GET files *": .file, "POST images inspect": .inspect,
    "GET packs": .listPacks, "GET gallery packs": .listPacks, "GET p *": .showPack, "POST p * tunes": .createPackTune,
  ]

  /// Nil for what Astria does not have, or the sandbox not of it.
  init?(method: String, path: String) {
    let plain = path.hasSuffix(".json") ? path.dropLast(".json".count) : path[...]
    let shape = plain.split(separator: "/").map { Self.words.contains($0) ? $0 : "*" }
    guard let route = Self.shapes[([method[...]] + shape).joined(separator: " ")] else { return nil }
    self = route
  }

  /// Whether it may ask for a callback.
  var isCreation: Bool { [.createTune, .createPrompt, .createPackTune].contains(self) }
}
