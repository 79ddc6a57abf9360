import Shared

/// Takes everything out of a photo that does not serve to show it: where it was taken, when, with what, by whom, the
/// small copy of the picture beside the picture, and whatever hides after its end. It works on the structure of the
/// file and copies the coded picture unread, so that pixels stay what they were, and no decoder runs where keys are.
///
/// It knows what may stay; all else goes. What it lets through, it lets through unchanged a second time.
enum Sanitiser {
  static func sanitise(_ bytes: [UInt8], declared contentType: String) throws(Refusal) -> SanitisedPhoto {
    guard bytes.count <= PhotosessionLimits.photoBytesMax else { throw .photoTooLarge }
    switch try ImageKind(of: bytes, declared: contentType) {
    case .jpeg: return try JPEGSanitiser.sanitise(bytes)
    case .png: return try PNGSanitiser.sanitise(bytes)
    case .heic: return try HEICSanitiser.sanitise(bytes)
    }
  }

  /// Refuses a photo as soon as its first bytes show that it is no image of the declared type. With too few bytes to
  /// tell, it lets them pass: `sanitise` decides.
  static func checkHead(_ first: [UInt8], declared contentType: String) throws(Refusal) {
    guard first.count >= ImageKind.headLength else { return }
    _ = try ImageKind(of: first, declared: contentType)
  }
}
