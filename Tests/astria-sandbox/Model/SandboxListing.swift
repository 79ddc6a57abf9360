// How lists are cut into pages.
extension Sandbox {
  static let deepestTuneOffset = 200
  static let deepestPromptOffset = 10_000
  private static let usualLimit = 20
  private static let highestLimit = 120

  /// Newest first. Whether Astria compares titles as a whole or in part is unknown; the laxer way is the harder test of
  /// a customer, who has to look at each title.
  func listTunes(_ query: FormTree) throws(Rejection) -> [Tune] {
    let found = newestTunes.filter { tune in
      let request = tune.request
      return (query["title"]?.text).map { request.title.contains($0) } ?? true
        && (query["model_type"]?.text).map { request.modelType == $0 } ?? true
        && (query["branch"]?.text).map { request.branch == $0 } ?? true
    }
    return try page(of: found, query, deepest: Self.deepestTuneOffset)
  }

  /// - Parameter tune: an own or base tune, of whose prompts alone the list is.
  func listPrompts(_ query: FormTree, of tune: Int? = nil) throws(Rejection) -> [Prompt] {
    if let tune { try requireTarget(tune) }
    let wanted = tune ?? query["tune_id"]?.text.flatMap { Int($0) }
    let found = newestPrompts.filter { prompt in
      (query["text"]?.text).map { prompt.text.contains($0) } ?? true && wanted.map { prompt.involves($0) } ?? true
    }
    return try page(of: found, query, deepest: Self.deepestPromptOffset)
  }

  private func page<Item: Identifiable<Int>>(
    of items: [Item], _ query: FormTree, deepest: Int
  ) throws(Rejection) -> [Item] {
    func number(_ name: String) -> Int? { query[name]?.text.flatMap { Int($0) }.map { max($0, 0) } }
    let offset = number("offset") ?? 0
    guard offset <= deepest else {
      throw .badRequest("offset must not be greater than \(deepest), use before_id instead")
    }
    let before = number("before_id") ?? .max
    let limit = min(number("limit") ?? Self.usualLimit, Self.highestLimit)
    return Array(items.filter { $0.id < before }.dropFirst(offset).prefix(limit))
  }
}
