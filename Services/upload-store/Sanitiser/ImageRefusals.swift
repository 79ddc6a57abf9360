import Shared

/// What the sanitiser says when it does not take a file. The sentences reach a person, and never quote the file.
extension Refusal {
  static let truncated = Refusal(.imageTruncated, "The photo's end is missing: send the whole file again")

  static func malformed(_ what: String) -> Refusal {
    Refusal(.imageMalformed, "The photo is damaged (\(what)): export it again and send the new file")
  }

  static func unsupported(_ what: String) -> Refusal {
    Refusal(.unsupportedImage, "\(what): send it as an ordinary JPEG, PNG or HEIC")
  }

  static let notAnImage = Refusal(.notAnImage, "This file is not an image: send a JPEG, PNG or HEIC")

  static let photoTooLarge = Refusal(
    .photoTooLarge,
    "A photo may have up to \(PhotosessionLimits.photoBytesMax / 1_000_000) MB: send a smaller one")

  static let tooManyPixels = Refusal(
    .tooManyPixels,
    "A photo may have up to \(PhotosessionLimits.photoPixelsMax / 1_000_000) megapixels: send a smaller one")
}
