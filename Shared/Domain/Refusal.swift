/// Everything that can be wrong with a request, as one closed set. The raw value is stable: it is the code between
/// processes and the end of `type` in the problem document that a phone receives (RFC 9457).
public enum Problem: String, Codable, Sendable, CaseIterable {
  // What the caller sent
  case malformedRequest = "malformed-request"
  case invalidField = "invalid-field"
  case bodyTooLarge = "body-too-large"
  case bodyLengthMismatch = "body-length-mismatch"
  case unknownVersion = "unknown-version"
  case methodNotAllowed = "method-not-allowed"
  case rangeNotSatisfiable = "range-not-satisfiable"
  // Who the caller is
  case unauthorized
  case forbidden
  case underAge = "under-age"
  case consentOutdated = "consent-outdated"
  case notFound = "not-found"
  // The photo
  case unsupportedImage = "unsupported-image"
  case notAnImage = "not-an-image"
  case imageTruncated = "image-truncated"
  case imageMalformed = "image-malformed"
  case photoTooLarge = "photo-too-large"
  case tooManyPixels = "too-many-pixels"
  // The photosession
  case unknownStyle = "unknown-style"
  case tooFewPhotos = "too-few-photos"
  case tooManyPhotos = "too-many-photos"
  case photosClosed = "photos-closed"
  case trainingAlreadyRequested = "training-already-requested"
  case conflict
  // A photo in pieces
  case mismatchingUploadOffset = "mismatching-upload-offset"
  case inconsistentUploadLength = "inconsistent-upload-length"
  case completedUpload = "completed-upload"
  // Us
  case retentionUnavailable = "retention-unavailable"
  /// The two processes keep different retention contracts.
  case contractMismatch = "contract-mismatch"
  /// A disk is full.
  case insufficientStorage = "insufficient-storage"
  case unavailable
  case busy
  case timedOut = "timed-out"
  case cancelled
  case `internal`

  /// Whether the same request may succeed when it is sent again unchanged.
  public var isWorthARetry: Bool {
    switch self {
    case .unavailable, .busy, .timedOut, .retentionUnavailable, .contractMismatch, .insufficientStorage: true
    case .malformedRequest, .invalidField, .bodyTooLarge, .bodyLengthMismatch, .unknownVersion, .methodNotAllowed,
      .rangeNotSatisfiable, .unauthorized, .forbidden, .underAge, .consentOutdated, .notFound, .unsupportedImage,
      .notAnImage, .imageTruncated, .imageMalformed, .photoTooLarge, .tooManyPixels, .unknownStyle, .tooFewPhotos,
      .tooManyPhotos, .photosClosed, .trainingAlreadyRequested, .conflict, .mismatchingUploadOffset,
      .inconsistentUploadLength, .completedUpload, .cancelled, .internal:
      false
    }
  }

  /// Whether that may be so within the time that a call waits. Some faults last longer than anybody does.
  public var mayPassSoon: Bool {
    let lasting: Set<Problem> = [.retentionUnavailable, .contractMismatch, .insufficientStorage]
    return isWorthARetry && !lasting.contains(self)
  }
}

/// A request that was not carried out: a code for callers, and a sentence that says what to do next.
public struct Refusal: Error, Codable, Hashable, Sendable, CustomStringConvertible {
  public let problem: Problem
  public let detail: String

  public init(_ problem: Problem, _ detail: String) {
    self.problem = problem
    self.detail = detail
  }

  public var description: String { "\(problem.rawValue): \(detail)" }
}

extension Refusal {
  /// What a caller hears of a fault of ours.
  public static let fault = Refusal(.internal, "This service has a fault; its log says which.")
}
