/// The name of a form field, taken apart: `tune[images][]` is the field `images` of `tune`, and one more element of it.
struct FormName: Equatable {
  enum Part: Equatable {
    case field(String)
    /// `[]`: one more element.
    case element
  }

  /// Deeper names are taken for plain ones, as no honest client sends them.
  private static let deepest = 16

  let parts: [Part]

  init(_ name: String) {
    parts = Self.parts(of: name) ?? [.field(name)]
  }

  private static func parts(of name: String) -> [Part]? {
    guard let open = name.firstIndex(of: "["), open != name.startIndex else { return nil }
    var parts = [Part.field(String(name[..<open]))]
    var rest = name[open...]
    while !rest.isEmpty {
      guard rest.first == "[", let close = rest.firstIndex(of: "]"), parts.count < deepest else { return nil }
      let inner = rest[rest.index(after: rest.startIndex)..<close]
      parts.append(inner.isEmpty ? .element : .field(String(inner)))
      rest = rest[rest.index(after: close)...]
    }
    return parts
  }
}

extension FormTree {
  /// Adds one field of a form.
  mutating func insert(_ value: FormTree, as name: FormName) {
    insert(value, at: name.parts[...])
  }

  private mutating func insert(_ value: FormTree, at path: ArraySlice<FormName.Part>) {
    let rest = path.dropFirst()
    switch path.first {
    case nil: self = value
    case .field(let name):
      var fields: [String: FormTree] = [:]
      if case .fields(let known) = self { fields = known }
      fields[name, default: .null].insert(value, at: rest)
      self = .fields(fields)
    case .element:
      var items: [FormTree] = []
      if case .list(let known) = self { items = known }
      if let last = items.last, last.isFields, !last.has(rest) {
        items[items.count - 1].insert(value, at: rest)
      } else {
        var item = FormTree.null
        item.insert(value, at: rest)
        items.append(item)
      }
      self = .list(items)
    }
  }

  private var isFields: Bool {
    if case .fields = self { true } else { false }
  }

  /// Rack's rule for `a[][b]`: the same element goes on until a field repeats.
  private func has(_ path: ArraySlice<FormName.Part>) -> Bool {
    guard case .field(let name)? = path.first else { return true }
    guard let inner = self[name] else { return false }
    return path.count == 1 || inner.has(path.dropFirst())
  }
}
