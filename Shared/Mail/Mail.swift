import Foundation

/// A short plain letter.
public struct Mail: Sendable, Equatable {
  public var from: String
  public var to: [String]
  public var subject: String
  public var text: String

  public init(from: String, to: [String], subject: String, text: String) {
    self.from = from
    self.to = to
    self.subject = subject
    self.text = text
  }

  /// As RFC 5322 wants it.
  func bytes(at moment: Moment, id: String) throws(MailFailure) -> [UInt8] {
    let fields = [
      ("Date", Self.date(moment)), ("From", from), ("To", to.joined(separator: ", ")), ("Subject", subject),
      ("Message-ID", "<\(id)@mayfly>"), ("Auto-Submitted", "auto-generated"), ("MIME-Version", "1.0"),
      ("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", "8bit"),
    ]
    for (name, value) in fields {
      // A line of its own would be a field of the sender's choosing.
      guard value.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value < 127 }) else {
        throw MailFailure(
          "The mail's field \(name) is not plain ASCII. Write it in plain letters, without line breaks.")
      }
    }
    let head = fields.map { "\($0.0): \($0.1)\r\n" }.joined()
    let body = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    return Array("\(head)\r\n\(body)\r\n".utf8)
  }

  private static func date(_ moment: Moment) -> String {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(secondsFromGMT: 0)
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss Z"
    return format.string(from: Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000))
  }
}

/// Why a mail did not leave; says what to do.
public struct MailFailure: Error, CustomStringConvertible, Equatable {
  public let description: String
  init(_ description: String) { self.description = description }
}
