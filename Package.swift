// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// A process: its folder, its target, its container and its log label share one name. It depends on `Shared`, never
/// on another process.
func service(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .executableTarget(
    name: name, dependencies: ["Shared"] + dependencies, path: "Services/\(name)", resources: resources,
    swiftSettings: settings)
}

func tests(_ name: String, _ path: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, path: "Tests/\(path)", exclude: exclude, swiftSettings: settings)
}

let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")

let package = Package(
  name: "mayfly",
  platforms: [.macOS(.v15)],
  // For the benchmarks alone, which are a package of their own so that this one does not depend on gRPC.
  products: [.library(name: "Shared", targets: ["Shared"])],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
  ],
  targets: [
    .systemLibrary(name: "CZeroMQ", path: "Shared/CZeroMQ"),
    .target(name: "CCurl", path: "Shared/CCurl", linkerSettings: [.linkedLibrary("curl")]),
    .target(
      name: "Shared",
      dependencies: [
        "CZeroMQ", "CCurl",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Configuration", package: "swift-configuration"),
      ],
      path: "Shared",
      exclude: ["CZeroMQ", "CCurl", "Messages/asyncapi.json", "Contract/retention-contract.schema.json"],
      resources: [.embedInCode("Contract/retention-contract.json"), .embedInCode("Styles/styles.json")],
      swiftSettings: settings),

    service(
      "gateway",
      [
        hummingbird,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      resources: [.embedInCode("openapi.json"), .embedInCode("Site/paper.css"), .embedInCode("Page")]),
    service(
      "account",
      [
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "Logging", package: "swift-log"),
      ]),
    service("upload-store"),
    service("astria-bridge"),
    service("janitor"),

    .executableTarget(
      name: "astria-sandbox",
      dependencies: [
        "Shared", hummingbird,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      path: "Tests/astria-sandbox", exclude: ["README.md"], swiftSettings: settings),

    .executableTarget(
      name: "tally",
      dependencies: [
        "Shared", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      path: "Tests/tally", swiftSettings: settings),
    .target(
      name: "TestSupport", dependencies: ["Shared", .product(name: "Logging", package: "swift-log")],
      path: "Tests/support", swiftSettings: settings),
    tests("SharedTests", "shared", ["Shared", "TestSupport"], exclude: ["Messages/stored-samples.txt"]),
    tests("BusTests", "bus", ["tally", "Shared", "TestSupport", .product(name: "Crypto", package: "swift-crypto")]),
    tests(
      "ExactlyOnceTests", "exactly-once",
      [
        "tally", "Shared", "TestSupport", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    tests(
      "GatewayTests", "gateway",
      [
        "gateway", "Shared", "TestSupport", hummingbird,
        .product(name: "HummingbirdTesting", package: "hummingbird"),
      ]),
    tests("AccountTests", "account", ["account", "Shared"]),
    tests("UploadStoreTests", "upload-store", ["upload-store", "Shared", "TestSupport"]),
    tests("AstriaBridgeTests", "astria-bridge", ["astria-bridge", "astria-sandbox", "Shared", "TestSupport"]),
    tests("JanitorTests", "janitor", ["janitor", "Shared", "TestSupport"]),
    tests(
      "SimulationTests", "simulation",
      [
        "gateway", "account", "upload-store", "astria-bridge", "janitor", "Shared", "TestSupport",
        .product(name: "Logging", package: "swift-log"),
      ]),
    tests("AstriaSandboxTests", "astria-sandbox-tests", ["astria-sandbox", "Shared", hummingbird]),
    tests("TidyTests", "tidy", []),
    .target(
      name: "Harness", dependencies: ["Shared", "TestSupport"], path: "Tests/end-to-end/Harness",
      swiftSettings: settings),
    tests("EndToEndTests", "end-to-end", ["Harness", "Shared", "TestSupport"], exclude: ["Harness", "photos.py"]),
    tests("SiegeTests", "siege", ["Harness", "astria-sandbox", "Shared", "TestSupport"]),
  ]
)

/// The simulation lives many lives: it is built once more, optimised, without the other tests.
if Context.environment["MAYFLY_ONLY_SIMULATION"] != nil {
  package.targets.removeAll { $0.type == .test && $0.name != "SimulationTests" }
}
