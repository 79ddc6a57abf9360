import Shared

/// A picture as it will be stored.
struct PreparedPicture: Sendable {
  var file: JoinedBytes
  var appearance: Appearance
}

/// A thread of its own for what keeps a processor busy: looking into pictures, sealing them, opening them.
actor Workshop {
  private let executor = ThreadExecutor(name: "upload-store workshop")

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Whether it is worth reading on after the first bytes.
  func checkHead(_ first: [UInt8], of arrival: Arrival) throws(Refusal) {
    switch arrival.stored.copyClass {
    case .photo: try Sanitiser.checkHead(first, declared: arrival.contentType)
    case .avatar: _ = try AvatarFormat(first)
    case .tune, .prompt, .photosession, .signInCode, .accessToken, .visit, .account, .recording, .receipt:
      preconditionFailure("only photos and avatars are taken in")
    }
  }

  /// Takes out of a picture all that is not picture.
  func prepare(_ bytes: [UInt8], of arrival: Arrival) throws(Refusal) -> PreparedPicture {
    guard arrival.stored.copyClass == .avatar else { return try sanitise(bytes, arrival.contentType) }
    switch try AvatarFormat(bytes) {
    case .jpeg: return try sanitise(bytes, AvatarFormat.jpeg.rawValue)
    case .png: return try sanitise(bytes, AvatarFormat.png.rawValue)
    case .webP:
      return PreparedPicture(
        file: JoinedBytes(bytes), appearance: Appearance(contentType: AvatarFormat.webP.rawValue, bytes: bytes.count))
    }
  }

  private func sanitise(_ bytes: [UInt8], _ contentType: String) throws(Refusal) -> PreparedPicture {
    let photo = try Sanitiser.sanitise(bytes, declared: contentType)
    let appearance = Appearance(
      contentType: photo.contentType, bytes: photo.file.count, width: photo.width, height: photo.height)
    return PreparedPicture(file: photo.file, appearance: appearance)
  }
}

/// What Astria sends, told by its first bytes: what a server says of its type is not relied on.
enum AvatarFormat: String {
  case jpeg = "image/jpeg"
  case png = "image/png"
  case webP = "image/webp"

  init(_ bytes: [UInt8]) throws(Refusal) {
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if bytes.starts(with: Array("RIFF".utf8)) && bytes.dropFirst(8).starts(with: Array("WEBP".utf8)) {
      self = .webP
    } else {
      throw Refusal(.unsupportedImage, "An avatar is a JPEG, PNG or WebP; this is none of them. Fetch it again.")
    }
  }
}
