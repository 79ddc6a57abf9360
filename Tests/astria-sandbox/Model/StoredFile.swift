import Shared

/// A file that anybody may read who knows its name: a training photo or a generated image.
struct StoredFile: Sendable {
  enum Content: Sendable {
    case photo(UploadedFile)
    /// Drawn when it is asked for.
    case avatar(Avatar)
  }

  let content: Content
  /// Set: deleted, and served only as long as a cache would (`SandboxSettings.cdnLag`).
  var deletedAt: Moment?
}

/// What is remembered of a training photo that arrived: its bytes are a stored file's, or nobody's.
struct ReceivedPhoto: Sendable {
  let tune: Int
  let name: String
  let fileName: String
  let contentType: String
  let size: Int
  /// Where the copy is that outlives its deletion; absent, there is none.
  let path: String?

  init(_ file: UploadedFile, name: String, tune: Int, index: Int, folder: String?) {
    self.tune = tune
    self.name = name
    fileName = file.name
    contentType = file.contentType
    size = file.bytes.count
    path = folder.map { "\($0)/\(tune)-\(index + 1)-\(Self.harmless(file.name))" }
  }

  /// A sender's file name is no path of ours.
  private static func harmless(_ name: String) -> String {
    String(name.suffix(80).map { $0.isASCII && ($0.isLetter || $0.isNumber || ".-_".contains($0)) ? $0 : "_" })
  }
}
