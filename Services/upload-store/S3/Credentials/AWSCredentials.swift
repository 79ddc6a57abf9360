import Foundation
import Shared

/// Who asks, at an object store that speaks S3.
struct AWSCredentials: Equatable, Sendable {
  let id: String
  let secret: Personal<String>
  /// With credentials that expire.
  var session: Personal<String>?
  /// `nil` for those that last.
  var expires: Moment?
}

extension AWSCredentials: CredentialSource {
  func fetch() async throws(Refusal) -> AWSCredentials { self }
}

extension AWSCredentials {
  /// From the environment: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
  ///
  /// - Returns: `nil` where there are none.
  /// - Throws: `SettingsError` that says what to set.
  init?(environment settings: Settings) throws(SettingsError) {
    guard let id = settings.text("AWS_ACCESS_KEY_ID") else { return nil }
    guard let secret = settings.text("AWS_SECRET_ACCESS_KEY") else {
      throw SettingsError("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not. Set both, or neither.")
    }
    self.init(id: id, secret: Personal(secret), session: settings.text("AWS_SESSION_TOKEN").map { Personal($0) })
  }

  /// From the file that AWS's own tools use: `AWS_SHARED_CREDENTIALS_FILE` or `~/.aws/credentials`, section
  /// `AWS_PROFILE` or `default`.
  ///
  /// - Returns: `nil` where there are none, and neither of the two variables says that there are. An empty file says
  ///   nothing: a deployment has it that needs none.
  /// - Throws: `SettingsError` that says what to set.
  init?(file settings: Settings) throws(SettingsError) {
    let (named, profile) = (settings.text("AWS_SHARED_CREDENTIALS_FILE"), settings.text("AWS_PROFILE"))
    let path = named ?? "\(settings.text("HOME", default: ""))/.aws/credentials"
    let section = profile ?? "default"
    let text: String
    do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
      if named == nil && profile == nil { return nil }
      throw SettingsError(
        "\(path) cannot be read. Write your credentials for S3 there, or set AWS_SHARED_CREDENTIALS_FILE.")
    }
    guard let found = Self.read(text, profile: section) else {
      if profile == nil, named == nil || text.allSatisfy(\.isWhitespace) { return nil }
      throw SettingsError(
        "\(path) has no section [\(section)] with aws_access_key_id and aws_secret_access_key. "
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
