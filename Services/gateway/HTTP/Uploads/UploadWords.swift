import HTTPTypes
import Shared

/// What a request says of an upload in pieces. What cannot be read counts as not said.
struct UploadWords: Sendable {
  let dialect: UploadDialect
  /// Whether the photo ends with this request's bytes.
  let isComplete: Bool?
  /// Where they begin, in bytes.
  let offset: Int?
  /// Of the whole photo, in bytes.
  let length: Int?

  init(_ headers: HTTPFields) {
    dialect = UploadDialect(headers)
    offset = headers[.uploadOffset].flatMap(Self.number)
    length = headers[.uploadLength].flatMap(Self.number)
    isComplete =
      headers[.uploadComplete].flatMap(Self.flag) ?? headers[.uploadIncomplete].flatMap(Self.flag).map { !$0 }
  }

  /// Whether a photo's first request asks for more than to be taken as it is. Without a number that we know only one
  /// that says "more will follow" does: it must not be taken for a photo.
  var beginsUpload: Bool { isComplete == false || isComplete == true && dialect.knowsEarlyResponse }

  /// The piece that a later request brings.
  func piece() throws(Refusal) -> UploadPiece {
    guard let offset else {
      throw Refusal(
        .malformedRequest, "Upload-Offset must say where these bytes begin. HEAD tells how far it has come.")
    }
    guard let isLast = isComplete ?? markIfUnsaid else {
      throw Refusal(.malformedRequest, "Upload-Complete must say whether the photo ends with these bytes: ?1 or ?0.")
    }
    return UploadPiece(offset: offset, isLast: isLast, length: length)
  }

  /// In the first version silence means the end, in the next ones that more will follow; later it must be said.
  private var markIfUnsaid: Bool? {
    dialect.isStrictAboutPieces ? nil : dialect == .interop3
  }

  func checkQuestion() throws(Refusal) {
    guard !dialect.isStrictAboutQuestions || offset == nil && isComplete == nil else {
      throw Refusal(
        .malformedRequest, "Ask how far an upload has come without Upload-Offset and without saying its end.")
    }
  }

  /// Structured Fields (RFC 8941): an integer that is not negative.
  private static func number(_ text: String) -> Int? {
    guard (1...15).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }

  private static func flag(_ text: String) -> Bool? { text == "?1" ? true : text == "?0" ? false : nil }
}
