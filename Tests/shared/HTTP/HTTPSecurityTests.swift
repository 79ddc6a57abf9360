import Foundation
import TestSupport
import Testing

@testable import Shared

/// A TLS server with a certificate of its own making, run by the openssl tool.
private final class TLSServer {
  let certificate: String
  let port: Int
  private let folder: URL
  private let process: Process

  static let tool = "/usr/bin/openssl"
  static var isPossible: Bool { FileManager.default.isExecutableFile(atPath: tool) }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("mayfly-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    certificate = folder.appendingPathComponent("certificate.pem").path
    let key = folder.appendingPathComponent("key.pem").path
    let made = Self.process(
      ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"]
        + ["-subj", "/CN=mayfly-test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate])
    try made.run()
    made.waitUntilExit()
    process = Self.process(["s_server", "-accept", "127.0.0.1:0", "-www", "-cert", certificate, "-key", key])
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    port = try Self.port(in: output.fileHandleForReading)
  }

  /// Killed, not terminated: a child inherits the signal mask of the thread that starts it, and the cooperative threads
  /// block SIGTERM, so that one would wait for ever.
  deinit {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
  }

  /// The tool says "ACCEPT 127.0.0.1:40001" once it listens.
  private static func port(in output: FileHandle) throws -> Int {
    var text = ""
    while true {
      let more = output.availableData
      text += String(decoding: more, as: UTF8.self)
      for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
        if line.hasPrefix("ACCEPT"), let port = line.split(separator: ":").last.flatMap({ Int($0) }) { return port }
      }
      if more.isEmpty { throw LoopbackSocket.Failed(call: "openssl s_server") }
    }
  }

  private static func process(_ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return process
  }
}

@Suite(.enabled(if: TLSServer.isPossible), .timeLimit(.minutes(1))) struct HTTPSecurityTests {
  private func isUntrusted(_ failure: HTTPFailure?) -> Bool {
    guard case .untrusted = failure else { return false }
    return true
  }

  @Test func aCertificateMustBeTrustedAndMadeForTheHost() async throws {
    let server = try TLSServer()
    let url = "https://127.0.0.1:\(server.port)/"
    let plain = HTTPClient(userAgent: "mayfly-tests/1")
    let reason = await failure(of: { try await plain.send(HTTPRequest("POST", url, body: .bytes([1]))) })
    #expect(isUntrusted(reason), "\(String(describing: reason))")
    #expect(reason?.mayHaveBeenExecuted == false)

    let trusting = HTTPClient(userAgent: "mayfly-tests/1", certificates: server.certificate)
    #expect(try await trusting.send(HTTPRequest("GET", url)).status == 200)
    let other = "https://localhost:\(server.port)/"
    let mismatch = await failure(of: { try await trusting.send(HTTPRequest("GET", other)) })
    #expect(isUntrusted(mismatch), "\(String(describing: mismatch))")
  }

  @Test func aServerWithoutTLSIsNotAskedAnything() async throws {
    let asked = Counter()
    let server = try LoopbackServer { if $0.readHead() != nil { asked.add(1) } }
    let client = HTTPClient(userAgent: "mayfly-tests/1")
    let request = HTTPRequest("GET", "https://127.0.0.1:\(server.port)", connectTimeout: .milliseconds(200))
    let reason = await failure(of: { try await client.send(request) })
    guard case .unreachable = reason else {
      Issue.record("failed with \(String(describing: reason))")
      return
    }
    #expect(asked.value == 0)
  }
}
