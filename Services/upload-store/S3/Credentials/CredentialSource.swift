import Shared

/// Says as whom an object store is asked.
protocol CredentialSource: Sendable {
  func fetch() async throws(Refusal) -> AWSCredentials
}

enum CredentialChain {
  /// The first that there is, in the order in which AWS's own tools look: the environment, the file, what a container
  /// is given, what a machine is given.
  ///
  /// - Throws: `SettingsError` that says what to set.
  static func source(_ settings: Settings) throws(SettingsError) -> any CredentialSource {
    if let given = try AWSCredentials(environment: settings) { return given }
    if let filed = try AWSCredentials(file: settings) { return filed }
    if let container = try ContainerCredentials(settings) { return container }
    if let machine = InstanceCredentials(settings) { return machine }
    throw SettingsError(
      "There are no credentials for S3. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write them into "
        + "~/.aws/credentials.")
  }
}
