import Foundation
import TestSupport
import Testing

@testable import Harness
@testable import Shared

private let settings = ProcessInfo.processInfo.environment

/// The deployment in containers: one photosession through its only door, and how little each container can see and do.
///
/// `./compose/test --all` finds or starts an engine and builds the image; where it cannot, it says why.
@Suite(
  .enabled(if: settings["MAYFLY_TEST_ALL"] != nil, "Containers take long: ./compose/test --all"),
  .disabled(if: settings["MAYFLY_TEST_NO_ENGINE"] != nil, "\(settings["MAYFLY_TEST_NO_ENGINE"] ?? "")"),
  .timeLimit(.minutes(5)))
struct ContainerTests {
  @Test func aPhotosessionInContainersEndsErased() async throws {
    let containers = try await Containers()
    do {
      try await containers.compose("up", "--wait", "--no-build")
      try await everyContainerIsLockedIn(containers)
      try await noSecretCanBeSeen(containers)
      try await aStrangerIsNotLetIn(containers)
      try await aPhotosessionEndsErased(containers)
    } catch {
      Issue.record("\(error)\n\(await containers.logs())")
    }
    try await containers.remove()
    let left =
      try await containers.docker("ps", "--all", "--quiet", "--filter", "name=\(containers.project)")
      + containers.docker("volume", "ls", "--quiet", "--filter", "name=\(containers.project)")
      + containers.docker("network", "ls", "--quiet", "--filter", "name=\(containers.project)")
    #expect(left.isEmpty)
  }

  /// Not what is written in `compose.yaml`, which `ComposeFileTests` reads, but what the kernel makes of it.
  private func everyContainerIsLockedIn(_ containers: Containers) async throws {
    let all = try await containers.inspect().containers
    #expect(all.count == ServiceName.allCases.count + 1)
    #expect(all.flatMap(\.published) == ["127.0.0.1"], "only the gateway's port, and only on this machine")
    for service in ServiceName.allCases.map(\.rawValue) {
      let status = try await containers.exec(service, ["cat", "/proc/self/status"])
      for line in ["CapBnd:\t0000000000000000", "CapEff:\t0000000000000000", "NoNewPrivs:\t1"] {
        #expect(status.contains(line), "\(service) has \(line)")
      }
      #expect(!status.contains("Uid:\t0"), "\(service) is not root")
      await #expect(throws: InVain.self, "\(service) cannot change its programs") {
        try await containers.exec(service, ["touch", "/usr/local/bin/another"])
      }
    }
    try await onlyTheBridgeReachesAstria(all, containers)
  }

  /// The network of the others leads nowhere, even for one who knows the address.
  private func onlyTheBridgeReachesAstria(_ all: [Container], _ containers: Containers) async throws {
    let sandbox = try #require(all.first { $0.Name.contains("astria-sandbox") })
    let address = try #require(sandbox.address(in: "astria"))
    let knock = ["timeout", "1", "bash", "-c", "exec 3<>/dev/tcp/\(address)/4010"]
    try await containers.exec("astria-bridge", knock)
    for service in ["account", "upload-store", "janitor"] {
      await #expect(throws: InVain.self, "\(service) has no way out") {
        try await containers.exec(service, knock)
      }
    }
  }

  /// Neither in what the engine tells about a container, nor in the environment of its process.
  private func noSecretCanBeSeen(_ containers: Containers) async throws {
    let (text, all) = try await containers.inspect()
    let secrets = try containers.secrets()
    #expect(secrets.count == 8)
    #expect(!secrets.contains { text.contains($0) })
    for container in all where geteuid() == 0 {
      let data = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(container.State.Pid)/environ"))
      let environment = String(decoding: data, as: UTF8.self)
      #expect(environment.contains("PATH="), "\(container.Name)'s environment was read")
      #expect(!secrets.contains { environment.contains($0) }, "\(container.Name)")
    }
  }

  /// Whoever gets onto the network and knows all public keys is still nobody, without a key that is known.
  private func aStrangerIsNotLetIn(_ containers: Containers) async throws {
    try await Eventually.holds("all that account may ask answer it") {
      !(try await containers.exec("account", ["account", "ping", "--json"])).contains("problem")
    }
    let keys = "\(containers.folder)/stranger"
    try FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: true)
    _ = try BusKeys.make(for: .account, in: keys)
    for name in ServiceName.allCases where name != .account {
      let file = "bus-\(name).pub"
      try FileManager.default.copyItem(
        atPath: "\(containers.folder)/secrets/bus/\(file)", toPath: "\(keys)/\(file)")
    }
    let answer = try await containers.docker(
      "run", "--rm", "--user=0", "--network=\(containers.project)_bus", "--volume=\(keys):/keys:ro",
      "--env=MAYFLY_BUS_BIND=tcp://*:5555", "--env=MAYFLY_BUS_KEY=/keys/bus-account.key",
      "--env=MAYFLY_BUS_PUBLIC_KEYS=/keys", Containers.image, "sh", "-c", "account ping --json || true")
    let asked = ServiceName.allCases.filter { Conversations.mayCome(sender: .account, receiver: $0) }
    #expect(answer.components(separatedBy: "\"problem\"").count == asked.count + 1, "\(answer)")
    let log = try await containers.compose("logs", "janitor")
    #expect(log.contains("refused an unknown key at the bus"))
  }

  private func aPhotosessionEndsErased(_ containers: Containers) async throws {
    let person = try await Person.signUp(at: containers, name: "Robin", email: "robin@example.org")
    let photosession = try await person.openPhotosession()
    for photo in try await TestPhoto.make(in: containers.folder + "/photos") {
      try await person.upload(photo, to: photosession).expect(201)
    }
    try await person.train(photosession)
    try await person.wait(for: .ready, photosession)
    #expect(try await person.avatars(photosession).count == 4)
    try await person.delivered(photosession)
    let end = try await person.wait(for: .erased, photosession)
    #expect(try end.text("outcome") == "delivered")
    #expect(try end.list("held").isEmpty)
    try await containers.exec("janitor", ["janitor", "verify"])
  }
}
