import Shared

/// The kinds of image that are taken, and how a file shows which one it is.
enum ImageKind: String, CaseIterable {
  case jpeg = "image/jpeg"
  case png = "image/png"
  case heic = "image/heic"

  /// So many bytes at the start tell the kind.
  static let headLength = 16

  /// The kind that the content shows, if it agrees with what was declared.
  init(of bytes: [UInt8], declared contentType: String) throws(Refusal) {
    guard let kind = Self(head: bytes.prefix(Self.headLength)) else {
      throw ForeignFile(head: bytes.prefix(64))?.refusal ?? .notAnImage
    }
    guard Self(declared: contentType) == kind else {
      throw Refusal(
        .unsupportedImage, "The photo's content is \(kind.rawValue), its declared type is not: declare \(kind.rawValue)"
      )
    }
    self = kind
  }

  private init?(declared contentType: String) {
    let type = contentType.split(separator: ";", maxSplits: 1).first ?? ""
    switch type.lowercased().filter({ $0 != " " }) {
    case "image/jpeg", "image/jpg": self = .jpeg
    case "image/png": self = .png
    case "image/heic", "image/heif": self = .heic
    case _: return nil
    }
  }

  private init?(head: ArraySlice<UInt8>) {
    if head.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if head.starts(with: PNGSanitiser.signature) {
      self = .png
    } else if let brand = ForeignFile.brand(head), Self.heicBrands.contains(brand) {
      self = .heic
    } else {
      return nil
    }
  }

  private static let heicBrands: Set = ["heic", "heix", "heim", "heis", "mif1"]
}
