import Figures
import Foundation
import House
import PlainC
import Shared

/// Photos to a server that speaks S3: through us, and by AWS's own library for Python without anything between.
struct S3Race {
  private static let count = 20

  let python: String
  let binaries: String
  let rounds: Int

  /// - Returns: our speed to boto3's, the median of the rounds.
  func ratio() throws -> Double {
    let server = try Seaweed(python: python)
    defer { server.stop() }
    try server.say("s3.create_bucket(Bucket='faces')")
    let suite = try Suite(
      "Mayfly on S3", binaries: binaries,
      settings: [
        "MAYFLY_STORE": "s3://faces/mayfly", "MAYFLY_S3_ENDPOINT": "http://127.0.0.1:\(server.port)",
        "AWS_ACCESS_KEY_ID": "suite", "AWS_SECRET_ACCESS_KEY": "suite-secret",
      ])
    defer { suite.stop() }
    let photo = SamplePhoto.make(bytes: 10_000_000)
    try Data(photo).write(to: URL(fileURLWithPath: server.folder + "/photo.jpg"))
    var ratios: [Double] = []
    for round in 1...rounds {
      Terminal.progress("S3, round \(round) of \(rounds)")
      let head = try suite.ready(phones: 1, photos: Self.count)
      let ours = try Loader(port: suite.port, phones: 1, photos: Self.count, photo: photo).run(head)
      try suite.clear()
      ratios.append(try boto3(server) / ours)
    }
    return Statistics.median(ratios)
  }

  private func boto3(_ server: Seaweed) throws -> Double {
    let told = try server.say(
      """
      import time
      photo = open('\(server.folder)/photo.jpg', 'rb').read()
      begin = time.monotonic()
      for number in range(\(Self.count)): s3.put_object(Bucket='faces', Key=f'boto3/{number}', Body=photo)
      print(time.monotonic() - begin)
      for number in range(\(Self.count)): s3.delete_object(Bucket='faces', Key=f'boto3/{number}')
      """)
    guard let seconds = Double(told.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw BenchFailure("boto3 said: \(told)")
    }
    return seconds
  }
}

/// SeaweedFS, as its package from PyPI brings it.
private final class Seaweed {
  let folder = "/tmp/mayfly-bench-\(ProcessInfo.processInfo.processIdentifier)-s3"
  let port = Int(plain_free_port())
  private let python: String
  private let process = Process()

  init(python: String) throws {
    self.python = python
    try FileManager.default.createDirectory(atPath: "\(folder)/data", withIntermediateDirectories: true)
    let identity = """
      {"identities":[{"name":"suite","credentials":[{"accessKey":"suite","secretKey":"suite-secret"}],
      "actions":["Admin","Read","Write","List","Tagging"]}]}
      """
    try identity.write(toFile: "\(folder)/s3.json", atomically: true, encoding: .utf8)
    process.executableURL = URL(fileURLWithPath: python).deletingLastPathComponent().appending(path: "weed")
    // A service's grpc listens at its port and ten thousand, unless told otherwise.
    let ports = ["master", "volume", "filer"].flatMap { name in
      ["-\(name).port=\(plain_free_port())", "-\(name).port.grpc=\(plain_free_port())"]
    }
    process.arguments =
      [
        "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-dir=\(folder)/data", "-volume.max=500",
        "-master.volumeSizeLimitMB=256", "-s3", "-s3.port=\(port)", "-s3.port.grpc=\(plain_free_port())",
        "-s3.port.iceberg=0", "-s3.port.lance=0",
        "-s3.config=\(folder)/s3.json",
      ] + ports
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder, "WEED_MASTER_VOLUME_GROWTH_COPY_1": "1"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    for _ in 0..<300 {
      if (try? say("s3.list_buckets()")) != nil { return }
      usleep(100_000)
    }
    throw BenchFailure("SeaweedFS did not come up.")
  }

  @discardableResult
  func say(_ statements: String) throws -> String {
    let script = """
      import boto3
      s3 = boto3.client("s3", endpoint_url="http://127.0.0.1:\(port)", aws_access_key_id="suite",
                        aws_secret_access_key="suite-secret", region_name="us-east-1")
      \(statements)
      """
    let talker = Process()
    talker.executableURL = URL(fileURLWithPath: python)
    talker.arguments = ["-c", script]
    let pipe = Pipe()
    talker.standardOutput = pipe
    talker.standardError = FileHandle.nullDevice
    try talker.run()
    let told = try pipe.fileHandleForReading.readToEnd() ?? Data()
    talker.waitUntilExit()
    guard talker.terminationStatus == 0 else { throw BenchFailure("boto3 could not talk to SeaweedFS.") }
    return String(decoding: told, as: UTF8.self)
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
    try? FileManager.default.removeItem(atPath: folder)
  }
}
