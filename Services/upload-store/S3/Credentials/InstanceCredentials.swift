import Foundation
import Shared

/// What a machine at EC2 is given with its role, by the instance metadata service in its second version: a token is
/// asked for first, which no request that was forged elsewhere can do.
///
/// Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
struct InstanceCredentials: CredentialSource {
  private let origin: String
  private let endpoint: CredentialEndpoint

  private static let usualHost = "169.254.169.254"
  /// Two questions follow.
  private static let tokenSeconds = 60

  /// - Returns: `nil` where `AWS_EC2_METADATA_DISABLED` says that this is no such machine.
  init?(_ settings: Settings) {
    guard settings.text("AWS_EC2_METADATA_DISABLED")?.lowercased() != "true" else { return nil }
    let text = settings.text("AWS_EC2_METADATA_SERVICE_ENDPOINT", default: "http://\(Self.usualHost)")
    origin = text.hasSuffix("/") ? String(text.dropLast()) : text
    endpoint = CredentialEndpoint(plainHosts: [URL(string: origin)?.host() ?? Self.usualHost])
  }

  func fetch() async throws(Refusal) -> AWSCredentials {
    let ttl = ("X-aws-ec2-metadata-token-ttl-seconds", "\(Self.tokenSeconds)")
    let token = String(
      decoding: try await endpoint.ask("PUT", "\(origin)/latest/api/token", HTTPHeaders([ttl])), as: UTF8.self)
    let opening = HTTPHeaders([("X-aws-ec2-metadata-token", token)])
    let roles = "\(origin)/latest/meta-data/iam/security-credentials/"
    let text = String(decoding: try await endpoint.ask("GET", roles, opening), as: UTF8.self)
    guard let role = text.split(whereSeparator: \.isNewline).first else {
      throw .noCredentials("This machine has no role (\(roles) is empty).")
    }
    return try await endpoint.credentials(roles + role, opening)
  }
}
