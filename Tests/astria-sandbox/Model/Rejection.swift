import Shared

/// An answer that is not what was asked for, in Astria's own forms.
struct Rejection: Error, Equatable {
  let status: Int
  let body: JSONValue

  /// Rails' answer for what is unknown, deleted, expired, or somebody else's.
  static let notFound = plain(404, "Not Found")
  static let notEnoughBalance = unprocessable(["base": ["Not enough balance"]])

  static func badRequest(_ message: String) -> Rejection { plain(400, message) }

  static func plain(_ status: Int, _ message: String) -> Rejection {
    Rejection(status: status, body: .object(["status": .integer(status), "error": .string(message)]))
  }

  static func unprocessable(_ complaints: [String: [String]]) -> Rejection {
    Rejection(status: 422, body: .object(complaints.mapValues { .array($0.map { .string($0) }) }))
  }
}

/// What is wrong with the fields of a request: collected first, as Rails reports all of it at once.
struct Complaints {
  private var messages: [String: [String]] = [:]

  mutating func add(_ field: String, _ message: String) { messages[field, default: []].append(message) }

  mutating func require(_ holds: Bool, _ field: String, _ message: String) {
    if !holds { add(field, message) }
  }

  func check() throws(Rejection) {
    if !messages.isEmpty { throw .unprocessable(messages) }
  }
}
