import Foundation
import Shared

// What each kind of failure means for us.
extension AstriaFailure {
  init(_ failure: HTTPFailure) {
    trouble =
      switch failure {
      case .malformedRequest, .refusedAddress, .untrusted: Trouble(.operatorNeeded)
      case .unreachable, .bodyFailed: Trouble(.unreachable)
      case .timedOut, .tooLarge, .interrupted, .malformedResponse, .cancelled, .shutDown: Trouble(.lost)
      }
    description = "\(failure)"
  }

  /// Of an answer that is no success.
  init(_ response: HTTPResponse) {
    let text = AstriaErrorText(response).text
    description = "status \(response.status): \(text)"
    trouble =
      switch response.status {
      case 401, 402, 403, 426, 300..<400: Trouble(.operatorNeeded)
      case 429: Trouble(.busy, retryAfter: response.headers["Retry-After"].flatMap(Int.init))
      case 400..<500 where text.lowercased().contains("not enough balance"): Trouble(.operatorNeeded)
      case 400..<500: Trouble(.rejected)
      default: Trouble(.lost)
      }
  }
}

/// The words of an error, for a log: all strings of a JSON body joined, or the text; without tags and addresses, cut.
struct AstriaErrorText {
  private static let lengthMax = 300
  private static let plainKeys: Set<String> = ["error", "errors", "base", "message"]

  let text: String

  init(_ response: HTTPResponse) {
    let body = Data(response.body.prefix(64 * 1024))
    var words = String(decoding: body, as: UTF8.self)
    if response.headers["Content-Type"]?.lowercased().contains("json") == true {
      do { words = Self.join(try JSONDecoder().decode(JSONValue.self, from: body)) } catch { words = "damaged JSON" }
    }
    // A regex literal cannot be kept: it is not Sendable.
    words = words.replacing(/<[^>]*>/, with: " ").replacing(/[a-z]+:\/\/\S+/, with: "‹address›")
    text = String(words.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(Self.lengthMax))
  }

  private static func join(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .array(let values): values.map(join).filter { !$0.isEmpty }.joined(separator: ", ")
    case .object(let fields):
      fields.sorted { $0.key < $1.key }.map { key, value in
        plainKeys.contains(key) ? join(value) : "\(key) \(join(value))"
      }.joined(separator: "; ")
    case .null, .bool, .integer, .number: ""
    }
  }
}
