import Foundation
import Shared

/// A real server that speaks S3, started by a test and ended with it.
package final class S3Server: Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    /// Knows all of S3's questions and asks for no signature.
    case moto
    /// Checks signatures and keeps its objects on disk.
    case seaweed
  }

  /// Id and secret.
  package static let credentials = ("suite", "suite-secret")
  private let folder: TemporaryFolder
  package let child: Child
  package let address: String

  private static var tools: String {
    let python = ProcessInfo.processInfo.environment["MAYFLY_PYTHON"] ?? ".venv/bin/python"
    return URL(fileURLWithPath: python).deletingLastPathComponent().path
  }

  private init(_ kind: Kind) throws {
    folder = try TemporaryFolder()
    let port = FreePort.any()
    address = "http://127.0.0.1:\(port)"
    switch kind {
    case .moto:
      child = Child(
        "moto_server", executable: "\(Self.tools)/moto_server", ["-H", "127.0.0.1", "-p", "\(port)"],
        environment: ["PATH": "/usr/bin:/bin"], logs: folder.path)
    case .seaweed:
      let identity = """
        {"identities":[{"name":"suite","credentials":[{"accessKey":"suite","secretKey":"suite-secret"}],
        "actions":["Admin","Read","Write","List","Tagging"]}]}
        """
      try identity.write(toFile: folder.path + "/s3.json", atomically: true, encoding: .utf8)
      try FileManager.default.createDirectory(atPath: folder.path + "/data", withIntermediateDirectories: true)
      let ports = [("master", FreePort.pair()), ("volume", FreePort.pair()), ("filer", FreePort.pair())]
        .flatMap { ["-\($0.0).port=\($0.1)", "-\($0.0).port.grpc=\($0.1 + 1)"] }
      child = Child(
        "weed", executable: "\(Self.tools)/weed",
        [
          "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-dir=\(folder.path)/data", "-volume.max=500",
          "-master.volumeSizeLimitMB=64", "-s3", "-s3.port=\(port)", "-s3.port.grpc=\(FreePort.any())",
          "-s3.port.iceberg=0", "-s3.port.lance=0",
          "-s3.config=\(folder.path)/s3.json",
        ] + ports,
        environment: ["PATH": "/usr/bin:/bin", "HOME": folder.path, "WEED_MASTER_VOLUME_GROWTH_COPY_1": "1"],
        logs: folder.path)
    }
    try child.start()
  }

  /// Where it keeps what it was given, if it keeps it in files.
  package var data: String { "\(folder.path)/data" }

  package static func with(_ kind: Kind, _ body: (S3Server) async throws -> Void) async throws {
    let server = try S3Server(kind)
    defer { server.child.kill() }
    let http = HTTPClient(userAgent: "mayfly-tests/1")
    try await Eventually.holds("\(kind) answers") {
      do { return try await http.send(HTTPRequest("GET", server.address)).status < 500 } catch { return false }
    }
    try await body(server)
    await http.shutdown()
  }

  /// Says something to the server as AWS's own library says it.
  @discardableResult
  package func say(_ statements: String) async throws -> String {
    let script = """
      import boto3
      s3 = boto3.client("s3", endpoint_url="\(address)", aws_access_key_id="suite",
                        aws_secret_access_key="suite-secret", region_name="us-east-1")
      \(statements)
      """
    let result = try await Command.run(
      "\(Self.tools)/python", ["-c", script], environment: ["PATH": "/usr/bin:/bin", "HOME": folder.path])
    guard result.status == 0 else { throw InVain(result.output) }
    return result.output
  }

  /// How many versions there are of whatever lies there, marks of deletions among them.
  package func versions(in bucket: String) async throws -> Int? {
    let script = """
      r = s3.list_object_versions(Bucket='\(bucket)')
      print(len(r.get('Versions', []) + r.get('DeleteMarkers', [])))
      """
    return Int(try await say(script).trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
