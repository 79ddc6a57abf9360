import Foundation
import Shared

/// What a container is given by ECS or EKS: an address in its environment, and perhaps a word that opens it.
///
/// Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
struct ContainerCredentials: CredentialSource {
  private let url: String
  private let token: String?
  /// Read anew each time: its content changes.
  private let tokenFile: String?
  private let endpoint: CredentialEndpoint

  /// Of ECS's and EKS's own networks, where nobody else is.
  private static let relativeTo = "http://169.254.170.2"
  private static let plainHosts: Set = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"]

  /// - Returns: `nil` where the environment names no address.
  init?(_ settings: Settings) throws(SettingsError) {
    if let path = settings.text("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
      url = Self.relativeTo + path
    } else if let whole = settings.text("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
      url = whole
    } else {
      return nil
    }
    guard let address = URL(string: url), address.host() != nil else {
      throw SettingsError("'\(url)' is no address of credentials. Correct AWS_CONTAINER_CREDENTIALS_FULL_URI.")
    }
    token = settings.text("AWS_CONTAINER_AUTHORIZATION_TOKEN")
    tokenFile = settings.text("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
    endpoint = CredentialEndpoint(plainHosts: Self.plainHosts)
  }

  func fetch() async throws(Refusal) -> AWSCredentials {
    var headers: HTTPHeaders = [:]
    headers["Authorization"] = try authorisation()
    return try await endpoint.credentials(url, headers)
  }

  private func authorisation() throws(Refusal) -> String? {
    guard let tokenFile else { return token }
    do {
      return try String(contentsOfFile: tokenFile, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    } catch {
      throw .noCredentials("\(tokenFile) cannot be read (AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE).")
    }
  }
}
