/// What a request carries, whichever way it was written: multipart, URL-encoded and JSON all become this one tree, with
/// the rules of the Rails server that it stands in for. Numbers and booleans are texts here; Rails casts them, too.
enum FormTree: Sendable, Equatable {
  case null
  case text(String)
  case file(UploadedFile)
  case list([FormTree])
  case fields([String: FormTree])

  subscript(name: String) -> FormTree? {
    guard case .fields(let fields) = self else { return nil }
    return fields[name]
  }

  /// The elements of a list, however it was written: `a[]`, a JSON array, or `a[0]`, `a[1]`, which are fields named by
  /// numbers.
  var items: [FormTree] {
    switch self {
    case .list(let items): return items
    case .fields(let fields):
      let numbered = fields.compactMap { name, item in Int(name).map { (number: $0, item: item) } }
      guard numbered.count == fields.count else { return [] }
      return numbered.sorted { $0.number < $1.number }.map(\.item)
    case .null, .text, .file: return []
    }
  }

  /// Nil where there is none, or a blank one.
  var text: String? {
    guard case .text(let text) = self, !text.allSatisfy(\.isWhitespace) else { return nil }
    return text
  }

  var file: UploadedFile? {
    guard case .file(let file) = self else { return nil }
    return file
  }

  /// As Rails casts a boolean: some words mean no, every other word means yes.
  var isTrue: Bool {
    guard let text else { return false }
    return !["false", "f", "off", "no", "0"].contains(text.lowercased())
  }
}

/// A file as it arrived, byte for byte.
struct UploadedFile: Sendable, Equatable {
  let name: String
  let contentType: String
  let bytes: [UInt8]
}
