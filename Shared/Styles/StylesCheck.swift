/// What every file of styles must keep to, so that nobody orders what Astria will refuse.
struct StylesCheck {
  private let outline: JSONOutline
  private(set) var flaws: [FileFlaw] = []

  private static let fields: Set = [
    "styles", "id", "title", "description", "model", "pack", "prompts", "text", "packPrompt", "images", "subjects",
  ]
  /// So many images Astria makes of one prompt. Source: https://docs.astria.ai/docs/api/prompt/create, `num_images`.
  private static let images = 1...8

  init(_ styles: Styles, text: String) {
    outline = JSONOutline(text)
    checkFields()
    if styles.all.isEmpty { add([.field("styles")], "There is no style. Give one.") }
    for (place, style) in styles.all.enumerated() {
      let path: JSONOutline.Path = [.field("styles"), .element(place)]
      let isFirst = !styles.all[..<place].contains { $0.id == style.id }
      if !isFirst {
        add(path + [.field("id")], "The style '\(style.id)' stands here a second time. Rename one of them.")
      }
      check(style, at: path)
    }
  }

  private mutating func add(_ path: JSONOutline.Path, _ sentence: String) {
    flaws.append(FileFlaw(line: outline.line(of: path), sentence: sentence))
  }

  private mutating func checkFields() {
    for path in outline.paths {
      guard case .field(let name)? = path.last, !Self.fields.contains(name) else { continue }
      add(path, "There is no field '\(name)'. Check its spelling, or remove it.")
    }
  }

  private mutating func check(_ style: Style, at path: JSONOutline.Path) {
    if style.id.wholeMatch(of: /[a-z0-9-]{1,40}/) == nil || style.id == Style.rehearsal.id {
      add(path + [.field("id")], "'\(style.id)' cannot be a style's id. Give 1 to 40 of a to z, 0 to 9 and -.")
    }
    if style.title.isEmpty { add(path + [.field("title")], "The title is empty. Say what people will see.") }
    for (place, prompt) in style.prompts.enumerated() {
      check(prompt, style.pack != nil, at: path + [.field("prompts"), .element(place)])
    }
    let avatars = style.subjects.map { style.avatars(of: $0) }
    if Set(avatars).count != 1 {
      let counts = zip(style.subjects, avatars).map { "\($0.rawValue) \($1)" }.joined(separator: ", ")
      add(
        path,
        "All whom a style is for must get the same number of avatars; here it is \(counts.isEmpty ? "none" : counts).")
    }
  }

  private mutating func check(_ prompt: Style.Prompt, _ isOfPack: Bool, at path: JSONOutline.Path) {
    if isOfPack, prompt.text != nil || prompt.packPrompt == nil {
      add(path, "A pack has texts of its own. Name one of its prompts by its number, as packPrompt, and give no text.")
    } else if !isOfPack, prompt.packPrompt != nil {
      add(path + [.field("packPrompt")], "This style names no pack. Add the pack, or give a text.")
    } else if !isOfPack, !(prompt.text?.contains("{subject}") ?? false) {
      add(path + [.field("text")], "The prompt does not say where the person is. Write {subject} there.")
    }
    if !Self.images.contains(prompt.images) {
      add(path + [.field("images")], "A prompt makes 1 to 8 images, not \(prompt.images).")
    }
  }
}
