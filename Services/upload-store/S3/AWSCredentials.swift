import Foundation
import Shared

/// Who asks, at an object store that speaks S3.
struct AWSCredentials: Equatable, Sendable {
  let id: String
  let secret: Personal<String>
  /// With credentials that expire.
  var session: Personal<String>?
}

extension AWSCredentials {
  /// From the environment (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`), else from the file that
  /// AWS's own tools use: `AWS_SHARED_CREDENTIALS_FILE` or `~/.aws/credentials`, section `AWS_PROFILE` or `default`.
  ///
  /// - Throws: `SettingsError` that says what to set.
  init(_ settings: Settings) throws {
    if let id = settings.text("AWS_ACCESS_KEY_ID") {
      guard let secret = settings.text("AWS_SECRET_ACCESS_KEY") else {
        throw SettingsError("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not. Set both, or neither.")
      }
      self.init(id: id, secret: Personal(secret), session: settings.text("AWS_SESSION_TOKEN").map { Personal($0) })
      return
    }
    let home = settings.text("HOME", default: "")
    let path = settings.text("AWS_SHARED_CREDENTIALS_FILE", default: "\(home)/.aws/credentials")
    let text: String
    do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw SettingsError(
        "There are no credentials for S3: \(path) cannot be read. "
          + "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_SHARED_CREDENTIALS_FILE.")
    }
    let profile = settings.text("AWS_PROFILE", default: "default")
    guard let found = Self.read(text, profile: profile) else {
      throw SettingsError(
        "\(path) has no section [\(profile)] with aws_access_key_id and aws_secret_access_key. "
          + "Add it, or name another with AWS_PROFILE.")
    }
    self = found
  }

  /// Lines `name = value` in sections `[profile]`.
  static func read(_ text: String, profile: String) -> AWSCredentials? {
    var values: [String: String] = [:]
    var isIn = false
    for line in text.split(whereSeparator: \.isNewline).map({ $0.trimmingCharacters(in: .whitespaces) }) {
      if line.hasPrefix("[") {
        isIn = line == "[\(profile)]"
      } else if isIn, !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") {
        let name = line[..<equals].trimmingCharacters(in: .whitespaces)
        values[name] = line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)
      }
    }
    guard let id = values["aws_access_key_id"], let secret = values["aws_secret_access_key"] else { return nil }
    return AWSCredentials(id: id, secret: Personal(secret), session: values["aws_session_token"].map { Personal($0) })
  }
}
