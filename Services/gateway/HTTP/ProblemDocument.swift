import Shared

/// A refusal as HTTP tells it (RFC 9457).
struct ProblemDocument: Codable, Sendable {
  var type: String
  var title: String
  var status: Int
  var detail: String
  /// In seconds.
  var retryAfter: Int?
  /// In bytes, where a piece of a photo begins elsewhere than it should.
  var expectedOffset: Int?
  var providedOffset: Int?

  private enum CodingKeys: String, CodingKey {
    case type, title, status, detail, retryAfter
    case expectedOffset = "expected-offset"
    case providedOffset = "provided-offset"
  }

  init(_ refusal: Refusal) {
    type = "\(refusal.problem.family)\(refusal.problem.rawValue)"
    (status, title) = refusal.problem.statusAndTitle
    detail = refusal.detail
    retryAfter = refusal.problem.retryAfter
  }
}

extension Problem {
  /// Where its name is defined: by us, or where the resumable upload protocol has it registered.
  fileprivate var family: String {
    switch self {
    case .mismatchingUploadOffset, .inconsistentUploadLength, .completedUpload:
      "https://iana.org/assignments/http-problem-types#"
    default: "urn:mayfly:problem:"
    }
  }

  /// The one table from what is wrong to how HTTP says it.
  var statusAndTitle: (Int, String) {
    switch self {
    case .malformedRequest: (400, "The request cannot be read")
    case .invalidField: (422, "A field is wrong")
    case .bodyTooLarge: (413, "The body is too large")
    case .bodyLengthMismatch: (400, "The body is not as long as announced")
    case .unknownVersion: (400, "This version is unknown")
    case .methodNotAllowed: (405, "This cannot be done here")
    case .rangeNotSatisfiable: (416, "There are no such bytes")
    case .unauthorized: (401, "Not signed in")
    case .forbidden: (403, "Not allowed")
    case .underAge: (403, "Too young")
    case .consentOutdated: (409, "The policy has changed")
    case .notFound: (404, "Not found")
    case .unsupportedImage: (415, "This kind of image is not supported")
    case .notAnImage: (422, "Not an image")
    case .imageTruncated: (422, "The image is not whole")
    case .imageMalformed: (422, "The image is damaged")
    case .photoTooLarge: (413, "The photo is too large")
    case .tooManyPixels: (422, "The photo has too many pixels")
    case .unknownStyle: (422, "There is no such style")
    case .tooFewPhotos: (409, "Too few photos")
    case .tooManyPhotos: (409, "Too many photos")
    case .photosClosed: (409, "No more photos are taken")
    case .trainingAlreadyRequested: (409, "Training was asked for already")
    case .conflict: (409, "This does not fit what is there")
    case .mismatchingUploadOffset: (409, "The piece begins at another byte than the next one")
    case .inconsistentUploadLength: (400, "The photo is not as long as announced")
    case .completedUpload: (400, "The photo is complete")
    case .retentionUnavailable: (503, "Erasure cannot be promised now")
    case .insufficientStorage: (503, "No room")
    case .unavailable, .contractMismatch: (503, "Not available now")
    case .busy: (503, "Too much to do")
    case .timedOut: (504, "It took too long")
    case .cancelled: (409, "This was called off")
    case .internal: (500, "A fault of ours")
    }
  }

  /// In how many seconds the same may work.
  var retryAfter: Int? {
    guard isWorthARetry else { return nil }
    return mayPassSoon ? 5 : 30
  }
}
