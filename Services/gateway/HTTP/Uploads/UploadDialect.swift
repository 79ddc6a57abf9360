import HTTPTypes
import Shared

/// The versions of the resumable upload protocol (draft-ietf-httpbis-resumable-upload) that phones speak, by the number
/// that they send, and how each of them says the same.
enum UploadDialect: Int, CaseIterable, Sendable {
  /// Draft 01; iOS 17.0.
  case interop3 = 3
  /// Draft 03; iOS 18.0.
  case interop5 = 5
  /// Drafts 04 and 05; iOS 18.1.
  case interop6 = 6
  /// Drafts 09 to 12; iOS 26.
  case interop8 = 8
  /// No number, or one that we do not know: what the RFC will say, which is what 8 says.
  case unnumbered = 0

  init(_ headers: HTTPFields) {
    self = headers[.uploadDraftInteropVersion].flatMap { Int($0) }.flatMap(Self.init) ?? .unnumbered
  }

  /// Whether the address of the upload may be told before its bytes are read, in a 104. Whoever sends no number that we
  /// know must not get one.
  var knowsEarlyResponse: Bool { self != .unnumbered }

  /// Whether a phone may have to be told what we take and for how long.
  var knowsLimits: Bool { self != .interop3 && self != .interop5 }

  /// Whether a question of how far an upload came may name neither offset nor mark.
  var isStrictAboutQuestions: Bool { self == .interop3 || self == .interop5 || self == .interop6 }

  /// Whether each piece must say whether it is the last one.
  var isStrictAboutPieces: Bool { self == .interop8 || self == .unnumbered }

  /// Whether the final answer of a complete upload can be had again.
  var repeatsFinalAnswer: Bool { self != .interop6 }

  /// How a piece after which more must follow is answered.
  var statusOfMore: HTTPTypes.HTTPResponse.Status { isStrictAboutPieces ? .noContent : .created }

  /// "This is the whole" or "more will follow", in the words of this version. The first one said the opposite of the
  /// later ones.
  func mark(isComplete: Bool) -> HTTPField {
    self == .interop3
      ? HTTPField(name: .uploadIncomplete, value: isComplete ? "?0" : "?1")
      : HTTPField(name: .uploadComplete, value: isComplete ? "?1" : "?0")
  }

  func limits(_ lifetime: Duration) -> HTTPField {
    let end = self == .interop6 ? "expires" : "max-age"
    let seconds = max(0, lifetime.milliseconds / 1000)
    return HTTPField(name: .uploadLimit, value: "max-size=\(PhotosessionLimits.photoBytesMax), \(end)=\(seconds)")
  }
}

extension HTTPField.Name {
  static let uploadDraftInteropVersion = Self("Upload-Draft-Interop-Version")!
  static let uploadComplete = Self("Upload-Complete")!
  static let uploadIncomplete = Self("Upload-Incomplete")!
  static let uploadOffset = Self("Upload-Offset")!
  static let uploadLength = Self("Upload-Length")!
  static let uploadLimit = Self("Upload-Limit")!
}

extension HTTPTypes.HTTPResponse.Status {
  /// "Upload Resumption Supported": where the upload can be gone on with, told before its bytes are read.
  static let uploadResumptionSupported = Self(code: 104, reasonPhrase: "Upload Resumption Supported")
}
