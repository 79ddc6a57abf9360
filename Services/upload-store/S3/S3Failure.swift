import Crypto
import Foundation
import Shared

/// Why the object store did not do it.
struct S3Failure {
  /// Of HTTP; `nil` if there was no answer.
  let status: Int?
  /// The server's word, such as `SlowDown`; empty if it gave none.
  let code: String
  /// What happened on the way, if there was no answer.
  let accident: String
  /// Whether another try can do better without any doing of ours.
  private let isAtTheServer: Bool
  /// What the server's clock shows, if that is what it objects to.
  let serverTime: Moment?
  /// In how much time the server wants to be asked again.
  let retryAfter: Duration?

  /// - Returns: `nil` for an answer of success, and for one that says that there is no such object: in a document of
  /// S3's, or with no word, as to HEAD. A page that somebody else shows for what it does not find says nothing.
  init?(_ status: Int, _ headers: HTTPHeaders, _ body: [UInt8]) {
    if (200..<300).contains(status) { return nil }
    let error = S3Document(body).flatMap { $0.name == "Error" ? $0 : nil }
    code = error?["Code"] ?? ""
    if status == 404 && code != "NoSuchBucket" && (error != nil || body.isEmpty) { return nil }
    self.status = status
    (accident, isAtTheServer) = ("", true)
    let isSkewed = code == "RequestTimeTooSkewed"
    let told = error?["ServerTime"].flatMap { Moment($0) } ?? headers["Date"].flatMap { Moment(httpDate: $0) }
    serverTime = isSkewed ? told : nil
    retryAfter = headers["Retry-After"].flatMap { Int($0) }.map { .seconds(min(max($0, 0), Self.waitMax)) }
  }

  init(_ failure: HTTPFailure) {
    (status, code, serverTime, retryAfter) = (nil, "", nil, nil)
    accident = failure.description
    switch failure {
    case .unreachable, .timedOut, .interrupted, .malformedResponse: isAtTheServer = true
    case .malformedRequest, .refusedAddress, .untrusted, .tooLarge, .bodyFailed, .cancelled, .shutDown:
      isAtTheServer = false
    }
  }

  /// Nobody waits longer within one request.
  private static let waitMax = 5

  var mayPassSoon: Bool {
    guard let status else { return isAtTheServer }
    return status >= 500 && status != 501 || status == 429 || status == 408 || serverTime != nil || code == "SlowDown"
      || code == "RequestTimeout" || code == "OperationAborted"
  }

  func refusal(_ location: S3Location) -> Refusal {
    guard let status else {
      return Refusal(.unavailable, "The object store cannot be used now. \(accident) Try again later.")
    }
    let words = code.isEmpty ? "\(status)" : "\(status) \(code)"
    switch (status, code) {
    case (_, "NoSuchBucket"):
      return Refusal(.internal, "There is no bucket '\(location.bucket)'. Make it, or set MAYFLY_STORE.")
    case (401, _), (403, _):
      return Refusal(
        .internal,
        "The object store refuses what was asked (\(words)). Check the credentials, AWS_REGION and "
          + "that they may do all that the README lists."
      )
    case (500..., _), (429, _), (408, _):
      return Refusal(.unavailable, "The object store has a problem (\(words)). Try again later.")
    default:
      return Refusal(
        .internal, "The object store does not understand (\(words)). Check MAYFLY_S3_ENDPOINT and MAYFLY_S3_STYLE.")
    }
  }
}

extension Moment {
  /// As servers write it in `Date` (RFC 9110, section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
  init?(httpDate text: String) {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    guard let date = formatter.date(from: text) else { return nil }
    self.init(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
  }
}

extension String {
  /// Its MD5 in base 64: S3 wants it with documents (`Content-MD5`), and proves nothing else by it.
  var md5: String { Data(Insecure.MD5.hash(data: Array(utf8))).base64EncodedString() }
}
