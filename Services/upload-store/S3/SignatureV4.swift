import Crypto
import Foundation
import Shared

/// Signs requests for AWS and what speaks like it: Signature Version 4, with the signature in a header
/// (docs.aws.amazon.com, "Signature Version 4 for API requests").
///
/// libcurl's own signing has known gaps with queries; this one is checked with AWS's published examples.
struct SignatureV4 {
  let credentials: AWSCredentials
  let region: String
  var service = "s3"

  /// What of a request is signed.
  struct Signed {
    let method: String
    /// As it is sent, percent-encoded once.
    let path: String
    /// Names and values, not encoded.
    var query: [(name: String, value: String)] = []
    /// All that are signed: `host` and what begins with `x-amz-` at least. Names in lower case.
    var headers: [(name: String, value: String)]
    /// The SHA-256 of the body in hexadecimal digits, or `UNSIGNED-PAYLOAD`.
    let payload: String
  }

  /// The value of the header `Authorization`. The headers must tell the same time, as `x-amz-date`.
  func authorisation(_ request: Signed, at moment: Moment) -> String {
    let scope = "\(Self.day(moment))/\(region)/\(service)/aws4_request"
    let names = Self.sorted(request.headers).map(\.name).joined(separator: ";")
    let toSign = [
      "AWS4-HMAC-SHA256", Self.time(moment), scope, Self.digest(Array(Self.canonical(request).utf8)),
    ].joined(separator: "\n")
    let signature = Hex.encode(Self.authenticate(toSign, with: key(at: moment)))
    return "AWS4-HMAC-SHA256 Credential=\(credentials.id)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
  }

  /// `20130524T000000Z`
  static func time(_ moment: Moment) -> String {
    let text = moment.description.prefix(while: { $0 != "." })
    return text.filter { $0 != "-" && $0 != ":" } + "Z"
  }

  /// The query in the form in which it is signed, which is also one in which it may be sent.
  static func canonical(query: [(name: String, value: String)]) -> String {
    query.map { (encode($0.name), encode($0.value)) }.sorted { $0 < $1 }.map { "\($0)=\($1)" }.joined(separator: "&")
  }

  /// Percent-encodes all but letters, digits and `-._~`; in paths not `/` either.
  static func encode(_ text: String, isPath: Bool = false) -> String {
    text.utf8.reduce(into: "") { encoded, byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "/") where isPath: encoded.append("/")
      default: encoded += "%" + Hex.encode([byte]).uppercased()
      }
    }
  }

  static func digest(_ bytes: [UInt8]) -> String { Hex.encode(Array(SHA256.hash(data: bytes))) }

  private static func canonical(_ request: Signed) -> String {
    let headers = sorted(request.headers)
    return [
      request.method, request.path, canonical(query: request.query),
      headers.map { "\($0.name):\($0.value.trimmingCharacters(in: .whitespaces))\n" }.joined(),
      headers.map(\.name).joined(separator: ";"), request.payload,
    ].joined(separator: "\n")
  }

  private static func sorted(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
    headers.sorted { $0.name < $1.name }
  }

  /// Good for a day, a region and a service.
  private func key(at moment: Moment) -> [UInt8] {
    [Self.day(moment), region, service, "aws4_request"].reduce(Array("AWS4\(credentials.secret.revealed)".utf8)) {
      Self.authenticate($1, with: $0)
    }
  }

  private static func day(_ moment: Moment) -> String { String(time(moment).prefix(8)) }

  private static func authenticate(_ text: String, with key: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
  }
}
