import Foundation
import Shared

/// Where on S3 the objects lie: `s3://BUCKET` or `s3://BUCKET/PREFIX`.
struct S3Location: Equatable, Sendable {
  let bucket: String
  /// Empty, or ends with a slash.
  let prefix: String
  let region: String
  /// Scheme, host and port of the server.
  let endpoint: URL
  /// Whether the bucket stands in the path, as most servers but AWS's want it, and not in the host's name.
  let isPathStyle: Bool

  static let scheme = "s3://"

  /// - Throws: `SettingsError` that says what to set.
  init(_ text: String, _ settings: Settings) throws {
    let parts = text.dropFirst(Self.scheme.count).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    bucket = String(parts.first ?? "")
    let rest = parts.count > 1 ? String(parts[1]) : ""
    prefix = rest.isEmpty || rest.hasSuffix("/") ? rest : rest + "/"
    let isPlain = prefix.utf8.allSatisfy { $0 == UInt8(ascii: "/") || Self.isPlain($0) } && !prefix.contains("//")
    guard text.hasPrefix(Self.scheme), (3...63).contains(bucket.utf8.count), bucket.utf8.allSatisfy(Self.isPlain),
      isPlain, !prefix.split(separator: "/").contains(where: { $0 == "." || $0 == ".." })
    else {
      throw SettingsError(
        "MAYFLY_STORE is '\(text)'. Give a folder, or s3://BUCKET/PREFIX of letters, digits, '-', '_' and '.'.")
    }
    region = settings.text("AWS_REGION", default: "us-east-1")
    let given = settings.text("MAYFLY_S3_ENDPOINT")
    let address = given ?? "https://s3.\(region).amazonaws.com"
    guard let endpoint = URL(string: address), ["http", "https"].contains(endpoint.scheme), endpoint.host != nil,
      endpoint.path.isEmpty || endpoint.path == "/", endpoint.query == nil
    else {
      throw SettingsError(
        "MAYFLY_S3_ENDPOINT is '\(address)'. Give scheme, host and port only, such as https://s3.example.org:9000.")
    }
    self.endpoint = endpoint
    switch settings.text("MAYFLY_S3_STYLE", default: given == nil && !bucket.contains(".") ? "host" : "path") {
    case "path": isPathStyle = true
    case "host": isPathStyle = false
    case let other:
      throw SettingsError("MAYFLY_S3_STYLE is '\(other)'. Give 'path' or 'host': where the bucket's name stands.")
    }
  }

  /// The server's name, the bucket's before it perhaps, and the port where it is not the usual one.
  var authority: String {
    let name = isPathStyle ? host : "\(bucket).\(host)"
    guard let port = endpoint.port, port != (endpoint.scheme == "https" ? 443 : 80) else { return name }
    return "\(name):\(port)"
  }

  var host: String { endpoint.host ?? "" }
  var origin: String { "\(endpoint.scheme ?? "https")://\(authority)" }

  /// Percent-encoded.
  func path(of key: String?) -> String {
    let key = key.map { "/" + SignatureV4.encode($0, isPath: true) }
    return isPathStyle ? "/\(bucket)" + (key ?? "") : key ?? "/"
  }

  func key(of name: StoredObject.Name) -> String { prefix + name.text }

  /// `nil` for what bears no name of ours.
  func name(of key: String) -> StoredObject.Name? {
    key.hasPrefix(prefix) ? StoredObject.Name(String(key.dropFirst(prefix.count))) : nil
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
