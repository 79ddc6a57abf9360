import Foundation
import TestSupport
import Testing

@testable import Shared

/// What `compose.yaml` grants each container, as Docker Compose itself reads it; no engine is needed for that.
@Suite(
  .enabled(if: ComposeFile.isReadable, "Docker Compose is missing: ./compose/test installs it"), .timeLimit(.minutes(1))
)
struct ComposeFileTests {
  @Test func everyContainerIsLockedIn() async throws {
    let services = try await ComposeFile.read().services
    #expect(Set(services.keys) == Set(ServiceName.allCases.map(\.rawValue) + ["astria-sandbox"]))
    for (name, service) in services {
      #expect(service.read_only == true, "\(name) cannot change its programs")
      #expect(service.cap_drop == ["ALL"] && service.cap_add == nil, "\(name) has no capability")
      #expect(service.security_opt == ["no-new-privileges:true"], "\(name)")
      #expect(service.mem_limit != nil && service.mem_limit == service.memswap_limit, "\(name) is not swapped to disk")
      #expect(service.ulimits?["core"].map { $0.hard ?? 0 } == 0, "\(name) leaves no core file")
      #expect(service.user?.hasPrefix("0") == false, "\(name) is not root")
    }
  }

  @Test func onlyTheGatewayHasADoorAndItIsOnThisMachine() async throws {
    for (name, service) in try await ComposeFile.read().services {
      #expect((service.ports ?? []).map(\.host_ip) == (name == "gateway" ? ["127.0.0.1"] : []), "\(name)")
    }
  }

  @Test func eachIsOnTheNetworksThatItNeeds() async throws {
    let file = try await ComposeFile.read()
    #expect(file.networks["bus"]?.internal == true)
    #expect(
      file.services.mapValues { Set($0.networks.keys) } == [
        "gateway": ["bus", "front"], "account": ["bus"], "upload-store": ["bus"], "janitor": ["bus"],
        "astria-bridge": ["bus", "astria"], "astria-sandbox": ["front", "astria"],
      ])
  }

  @Test func eachSeesItsOwnSecretsAndNoneIsInTheEnvironment() async throws {
    let services = try await ComposeFile.read().services
    #expect(
      services.mapValues { Set(($0.secrets ?? []).map(\.source)) } == [
        "gateway": ["bus-gateway.key"], "account": ["bus-account.key"], "upload-store": ["bus-upload-store.key"],
        "janitor": ["bus-janitor.key", "key-encryption-key", "signing-key"],
        "astria-bridge": ["bus-astria-bridge.key", "astria-key"], "astria-sandbox": [],
      ])
    for (name, service) in services {
      for (variable, value) in service.environment ?? [:] where variable.hasSuffix("_KEY") {
        #expect(value.hasPrefix("/run/secrets/"), "\(variable) of \(name) is the path of a file")
      }
    }
  }
}

extension ComposeFileTests {
  /// The overlay opens a way out for one container, and for no other.
  @Test func onS3OnlyTheUploadStoreChanges() async throws {
    let (plain, onS3) = (try await ComposeFile.read(), try await ComposeFile.readOnS3())
    for (name, service) in onS3.services where name != "upload-store" { #expect(service == plain.services[name]) }
    let store = try #require(onS3.services["upload-store"])
    #expect(Set(store.networks.keys) == ["bus", "s3"])
    #expect(Set((store.secrets ?? []).map(\.source)) == ["bus-upload-store.key", "s3-credentials"])
    #expect(store.environment?["MAYFLY_STORE"] == "s3://faces/mayfly")
    #expect(store.environment?["AWS_SHARED_CREDENTIALS_FILE"] == "/run/secrets/s3-credentials")
  }

  @Test func withoutABucketS3IsRefused() async throws {
    await #expect(throws: InVain.self) { try await ComposeFile.read(["s3.yaml"]) }
  }
}

/// The parts of `docker compose config` that matter here.
private struct ComposeFile: Decodable {
  struct Service: Decodable, Equatable {
    let read_only: Bool?
    let cap_drop: [String]?
    let cap_add: [String]?
    let security_opt: [String]?
    let mem_limit: String?
    let memswap_limit: String?
    let ulimits: [String: Ulimit]?
    let user: String?
    let ports: [Port]?
    let networks: [String: Joined?]
    let secrets: [Secret]?
    let environment: [String: String]?
  }
  /// Compose leaves a zero out.
  struct Ulimit: Decodable, Equatable { let hard: Int? }
  struct Port: Decodable, Equatable { let host_ip: String? }
  struct Joined: Decodable, Equatable {}
  struct Secret: Decodable, Equatable { let source: String }
  struct Network: Decodable { let `internal`: Bool? }

  let services: [String: Service]
  let networks: [String: Network]

  /// Beside the Python of the tests.
  private static var compose: String? {
    ProcessInfo.processInfo.environment["MAYFLY_PYTHON"].map {
      URL(fileURLWithPath: $0).deletingLastPathComponent().appending(path: "docker-compose").path
    }
  }

  static var isReadable: Bool { compose.map(FileManager.default.isExecutableFile(atPath:)) ?? false }

  static func readOnS3() async throws -> ComposeFile { try await read(["s3.yaml"], ["MAYFLY_STORE=s3://faces/mayfly"]) }

  /// With the settings that stand in the file: not those of this machine.
  /// - Parameter overlays: files read on top of it.
  static func read(_ overlays: [String] = [], _ settings: [String] = []) async throws -> ComposeFile {
    let files = (["compose.yaml"] + overlays).flatMap { ["--file", "\(Repository.root)/compose/\($0)"] }
    let config = try await Command.run(
      "/usr/bin/env",
      ["-i"] + settings + [compose ?? ""] + files
        + ["--env-file", "/dev/null", "--profile", "sandbox", "config", "--format", "json"])
    guard config.status == 0 else { throw InVain(config.output) }
    return try JSONDecoder().decode(ComposeFile.self, from: Data(config.output.utf8))
  }
}
