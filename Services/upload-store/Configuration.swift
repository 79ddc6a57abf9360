import Logging
import Shared

/// What this process is told from outside.
///
/// | variable | meaning |
/// |---|---|
/// | `MAYFLY_STORE` | a folder for the objects (`store` in this process's data folder), or `s3://BUCKET/PREFIX` |
/// | `MAYFLY_S3_ENDPOINT` | another server than AWS that speaks S3: scheme, host and port |
/// | `MAYFLY_S3_STYLE` | where the bucket's name stands: `host` (AWS) or `path` (other servers) |
/// | `MAYFLY_S3_PLAIN_HOSTS` | hosts, separated by commas, that may be spoken to without TLS |
/// | `AWS_REGION` | the bucket's (`us-east-1` if absent) |
/// | `AWS_CA_BUNDLE` | a PEM file with the authorities to trust instead of the system's |
///
/// The credentials are where AWS's own tools have them: see `CredentialChain`.
struct Configuration {
  private enum Place {
    case folder(String)
    case s3(S3Client)
  }

  private let place: Place

  /// - Throws: `SettingsError` that says what to set.
  init(_ settings: Settings) throws {
    let store = settings.text("MAYFLY_STORE", default: "\(settings.dataFolder)/store")
    guard store.hasPrefix(S3Location.scheme) else {
      place = .folder(store)
      return
    }
    place = .s3(
      S3Client(
        try S3Location(store, settings), try CredentialChain.source(settings),
        plainHosts: settings.hosts("MAYFLY_S3_PLAIN_HOSTS"),
        certificates: settings.text("AWS_CA_BUNDLE"), clock: settings.clock))
  }

  /// - Throws: what must be changed before faces may lie there.
  func openStore(_ randomness: Randomness, log: Logger) async throws -> any ObjectStore {
    switch place {
    case .folder(let folder): return try FolderStore(folder: folder)
    case .s3(let client):
      let store = S3Store(client: client)
      try await store.checkReadiness(randomness, log: log)
      return store
    }
  }
}
