import Shared
import TestSupport

@testable import upload_store

extension S3Store {
  static func at(
    _ address: String, _ place: String, secret: String = S3Server.credentials.1, clock: WallClock = .system
  ) throws -> S3Store {
    let settings = try Settings(.uploadStore, environment: ["MAYFLY_S3_ENDPOINT": address])
    let credentials = AWSCredentials(id: S3Server.credentials.0, secret: Personal(secret))
    return S3Store(client: S3Client(try S3Location("s3://\(place)", settings), credentials, clock: clock))
  }
}

extension S3Server {
  func store(_ place: String, secret: String = S3Server.credentials.1) throws -> S3Store {
    try .at(address, place, secret: secret)
  }
}
